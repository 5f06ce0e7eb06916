/// What an answer to a delivery means.
public enum DeliveryAnswer: Sendable, Hashable {
  /// It arrived.
  case delivered
  /// It is to be sent again. Others to the same place would fare alike, so they wait for it.
  case heldBack(code: String)
  /// It is to be sent again; others may be tried meanwhile, since the receiver has something against this one.
  case rejected(code: String)
  /// Nothing is wanted there any more.
  case gone(code: String)

  /// Judges a status (100...999).
  ///
  /// Source: Standard Webhooks 1.0.0, "Delivery success and failure". That some failures hold others back is ours.
  public init(status: Int) {
    self =
      switch status {
      case 200...299: .delivered
      case 300...399: .heldBack(code: "redirect")
      case 401, 403: .heldBack(code: "unauthorized")
      case 404, 405: .heldBack(code: "not_found")
      case 408, 425: .heldBack(code: "timeout")
      case 410: .gone(code: "gone")
      case 429: .heldBack(code: "rate_limited")
      case 400...499: .rejected(code: "rejected")
      default: .heldBack(code: "server_error")
      }
  }
}

/// What becomes of a delivery after one try.
public enum DeliveryOutcome: Sendable, Hashable {
  /// At its end.
  case delivered
  /// Sent again after a wait; `holdsBack` says whether the others wait too.
  case again(after: Duration, code: String, holdsBack: Bool)
  /// All tries are spent, though others are taken.
  case givenUp(code: String)
  /// The destination is disabled with it.
  case abandoned(code: String)

  /// What an answer leads to after so many tries, this one included.
  public init(_ answer: DeliveryAnswer, tries: Int, retryAfter: Duration?, chance: Double) {
    let wait = RetrySchedule.wait(after: tries, retryAfter: retryAfter, chance: chance)
    self =
      switch (answer, wait) {
      case (.delivered, _): .delivered
      case (.gone(let code), _): .abandoned(code: code)
      case (.heldBack(let code), let wait?): .again(after: wait, code: code, holdsBack: true)
      case (.heldBack(let code), nil): .abandoned(code: code)
      case (.rejected(let code), let wait?): .again(after: wait, code: code, holdsBack: false)
      case (.rejected(let code), nil): .givenUp(code: code)
      }
  }

  /// Why it did not arrive; nil when it did.
  public var code: String? {
    switch self {
    case .delivered: nil
    case .again(_, let code, _), .givenUp(let code), .abandoned(let code): code
    }
  }
}
