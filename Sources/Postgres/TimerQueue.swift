/// The loop's pending timers, earliest first: a binary heap whose cancelled entries are skipped when they surface.
struct TimerQueue {
  typealias ID = UInt64

  private var heap: [(deadline: ContinuousClock.Instant, id: ID)] = []
  private var actions: [ID: () -> Void] = [:]

  /// When the loop must wake at the latest; nil when nothing is due ever.
  var nextDeadline: ContinuousClock.Instant? { heap.first?.deadline }

  mutating func add(_ id: ID, at deadline: ContinuousClock.Instant, _ action: @escaping () -> Void) {
    actions[id] = action
    heap.append((deadline, id))
    var child = heap.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard heap[child].deadline < heap[parent].deadline else { return }
      heap.swapAt(child, parent)
      child = parent
    }
  }

  mutating func cancel(_ id: ID) {
    actions[id] = nil
    while let first = heap.first, actions[first.id] == nil { removeFirst() }
  }

  /// Takes the next action that is due, or nil.
  mutating func popDue(_ now: ContinuousClock.Instant) -> (() -> Void)? {
    while let first = heap.first, first.deadline <= now {
      removeFirst()
      if let action = actions.removeValue(forKey: first.id) { return action }
    }
    return nil
  }

  private mutating func removeFirst() {
    heap.swapAt(0, heap.count - 1)
    heap.removeLast()
    var parent = 0
    while true {
      var least = parent
      for child in [2 * parent + 1, 2 * parent + 2]
      where child < heap.count && heap[child].deadline < heap[least].deadline {
        least = child
      }
      guard least != parent else { return }
      heap.swapAt(parent, least)
      parent = least
    }
  }
}
