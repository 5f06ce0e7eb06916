/// Finds many patterns in one pass (A. V. Aho and M. J. Corasick, 1975), over a small alphabet of its own making.
struct AhoCorasick: Sendable {
  /// 0 for bytes that no pattern has.
  private var classes: [UInt8] = Array(repeating: 0, count: 256)
  private var width = 1
  /// `width` successors a state, failures resolved.
  private var successors: [Int32] = []
  /// The patterns that end at a state: its own, then those of its failures by ``shorter``.
  private var own: [Int32] = []
  /// The next state on the failure path that ends a pattern, or 0.
  private var shorter: [Int32] = []
  private let lengths: [Int]

  /// - Parameter patterns: None empty; of equal patterns the last is reported.
  init(_ patterns: [[UInt8]]) {
    lengths = patterns.map(\.count)
    for byte in patterns.joined() where classes[Int(byte)] == 0 && width < 255 {
      classes[Int(byte)] = UInt8(width)
      width += 1
    }
    addState()
    for (index, pattern) in patterns.enumerated() { add(pattern, index) }
    resolveFailures()
  }

  /// Reads one byte. Returns the state after it.
  @inline(__always)
  func advance(_ state: Int32, by byte: UInt8) -> Int32 {
    successors[Int(state) * width + Int(classes[Int(byte)])]
  }

  /// Calls `body` with the index and length of each pattern that ends at `state`, the longest first.
  func forEachMatch(at state: Int32, _ body: (_ pattern: Int, _ length: Int) -> Void) {
    var state = Int(state)
    if own[state] < 0 { state = Int(shorter[state]) }
    while state != 0 {
      body(Int(own[state]), lengths[Int(own[state])])
      state = Int(shorter[state])
    }
  }

  private mutating func addState() {
    successors += repeatElement(-1, count: width)
    own.append(-1)
    shorter.append(0)
  }

  private mutating func add(_ pattern: [UInt8], _ index: Int) {
    var state = 0
    for byte in pattern {
      let slot = state * width + Int(classes[Int(byte)])
      if successors[slot] < 0 {
        successors[slot] = Int32(own.count)
        addState()
      }
      state = Int(successors[slot])
    }
    if state != 0 { own[state] = Int32(index) }
  }

  private mutating func resolveFailures() {
    var failures = Array(repeating: Int32(0), count: own.count)
    var queue: [Int] = []
    for slot in 0..<width {
      if successors[slot] > 0 { queue.append(Int(successors[slot])) } else { successors[slot] = 0 }
    }
    var head = 0
    while head < queue.count {
      let state = queue[head]
      head += 1
      let failure = Int(failures[state])
      shorter[state] = own[failure] >= 0 ? Int32(failure) : shorter[failure]
      for offset in 0..<width {
        let slot = state * width + offset
        let fallback = successors[failure * width + offset]
        if successors[slot] > 0 {
          failures[Int(successors[slot])] = fallback
          queue.append(Int(successors[slot]))
        } else {
          successors[slot] = fallback
        }
      }
    }
  }
}
