extension Attack {
  private static let inA = Claim.worker(WorkerSecret.ofA, in: .a)
  private static let retained = "select concat_ws(' ', interactions, comments, cases, jobs, is_finished)"

  /// Having more deleted than the schedule gives up, or by whoever may not. Each organization's schedule gives up one
  /// finished job, see `plantSecrets`.
  static let onRetention: [Attack] =
    [
      Attack(
        "a worker carries out the schedule without the day's job", as: .worker, in: inA,
        [
          "\(retained) from phano.retain(101, 11, 100)": .refused("55000", "lease lost"),
          "\(retained) from phano.retain(106, 11, 100)": .refused("55000", "lease lost"),
          "\(retained) from phano.retain(0, 0, 100)": .refused("55000", "lease lost"),
        ]),
      Attack(
        "a worker carries out the schedule under an old lease, or with a job of others", as: .worker, in: inA,
        [
          "\(retained) from phano.retain(107, 10, 100)": .refused("55000", "lease lost"),
          "\(retained) from phano.retain(107, null, 100)": .refused("55000", "lease lost"),
          "\(retained) from phano.retain(307, 31, 100)": .refused("55000", "lease lost"),
        ]),
      Attack(
        "a worker carries out the schedule with a colleague's job", as: .worker,
        in: Claim.worker(WorkerSecret.ofColleague, in: .a),
        ["\(retained) from phano.retain(107, 11, 100)": .refused("55000", "lease lost")]),
      Attack(
        "a worker carries out the schedule of others", as: .worker, in: Claim.worker(WorkerSecret.ofA, in: .b),
        ["\(retained) from phano.retain(207, 21, 100)": .contextRefused]),
      Attack(
        "a worker has more deleted than the schedule gives up", as: .worker, in: inA,
        [
          "\(retained) from phano.retain(107, 11, 0)": .refused("22023"),
          "\(retained) from phano.retain(107, 11, 1000000)": .refused("22023"),
          "\(retained) from phano.retain(107, 11, 100)": .answers("0 0 0 2 t"),
          "\(retained) from phano.retain(107, 11, 100)": .refused("55000", "lease lost"),
          "select count(*)::text from phano.interaction": .answers("5"),
        ]),
      Attack(
        "a custodian has more deleted than the schedule gives up", as: .dora, in: Claim.person(in: .a),
        [
          "\(retained) from phano.retain_now(0)": .refused("22023"),
          "\(retained) from phano.retain_now(100)": .answers("0 0 0 2 t"),
          "\(retained) from phano.retain_now(100)": .answers("0 0 0 0 t"),
          "select count(*)::text from phano.interaction": .answers("5"),
          "select queue.set_retention(0, null, null)": .refused("22023"),
          "select queue.set_retention(-1, null, null)": .refused("22023"),
          "select queue.set_retention(null, null, 15)": .refused("22023"),
        ]),
      Attack(
        "a person sees the schedules of others", as: .alice, in: Claim.person(in: .a),
        [
          "select count(*)::text from queue.retention_schedule()": .answers("1"),
          "select ctx.enter('\(Tenant.b.id)')": .touches(1),
          "select count(*)::text from queue.retention_schedule()": .contextRefused,
        ]),
      Attack(
        "the dispatcher deletes", as: .dispatcher, in: inA,
        [
          "\(retained) from phano.retain(107, 11, 100)": .denied, "\(retained) from phano.retain_now(100)": .denied,
          "\(retained) from phano.expire(100)": .denied, "select queue.expire_jobs(1)": .denied,
          "select queue.plan_retention()::text": .answers("0"),
        ]),
    ]
    + [Login.worker, .alice, .host, .dora].map { login in
      Attack(
        "\(login) deletes past the doors of retention", as: login, in: inA,
        [
          "\(retained) from phano.expire(100)": .denied, "select queue.forget_interactions('{}')": .denied,
          "select queue.expire_jobs(100)": .denied, "select * from queue.count_retention(0, 0, 0, 0, true)": .denied,
          "select queue.holds_retention(107, 11)": .denied, "select queue.plan_retention()": .denied,
          "update queue.retention set interaction_days = 1": .denied,
        ])
    }
}
