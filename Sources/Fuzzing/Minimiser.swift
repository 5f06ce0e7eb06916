/// Leaves out of a case whatever it goes wrong without: disguises, other fields, the text around the value.
struct Minimiser {
  let path: RequestPath

  func minimised(_ plan: FuzzPlan, _ outcome: Outcome) -> FuzzPlan {
    var plan = plan
    while let smaller = smallerPlans(plan).first(where: { path.outcome(of: $0) == outcome }) { plan = smaller }
    return plan
  }

  /// The plans with one thing less, the greatest things first.
  private func smallerPlans(_ plan: FuzzPlan) -> [FuzzPlan] {
    var smaller: [FuzzPlan] = []
    func propose(_ change: (inout FuzzPlan) -> Void) {
      var changed = plan
      change(&changed)
      smaller.append(changed)
    }
    for index in plan.steps.indices { propose { $0.steps.remove(at: index) } }
    if plan.carrier.subject != nil { propose { $0.carrier.subject = nil } }
    if !plan.carrier.others.isEmpty { propose { $0.carrier.others = [] } }
    for cut in shorter(plan.carrier.before) { propose { $0.carrier.before = String(plan.carrier.before.suffix(cut)) } }
    for cut in shorter(plan.carrier.after) { propose { $0.carrier.after = String(plan.carrier.after.prefix(cut)) } }
    return smaller
  }

  /// Lengths to try in the place of a text's own.
  private func shorter(_ text: String) -> [Int] {
    let count = text.count
    return count == 0 ? [] : Array(Set([0, count / 2, count - 1])).filter { $0 < count }.sorted()
  }
}
