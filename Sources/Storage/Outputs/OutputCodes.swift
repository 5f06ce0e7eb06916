import Outputs
import Postgres

// Kinds, events and states between their types and the numbers that the database has for them.

extension DestinationKind {
  private static let numbers: [DestinationKind] = [.webhook, .slack, .hubspot, .salesforce]

  var number: Int16 { Int16((Self.numbers.firstIndex(of: self) ?? 0) + 1) }

  init(stored: Int16) throws(PostgresError) {
    self = try Self.numbers.stored(stored, "a destination of kind")
  }
}

extension OutputEvent {
  private static let numbers: [OutputEvent] = [.runCompleted, .accountChanged, .test]

  var number: Int16 { Int16((Self.numbers.firstIndex(of: self) ?? 0) + 1) }

  init(stored: Int16) throws(PostgresError) { self = try Self.numbers.stored(stored, "a delivery of event") }
}

extension Destination.State {
  init(stored: Int16) throws(PostgresError) { self = try Self.allCases.stored(stored, "a destination in state") }
}

extension OutputDelivery.State {
  init(stored: Int16) throws(PostgresError) { self = try Self.allCases.stored(stored, "a delivery in state") }
}

extension Array {
  fileprivate func stored(_ number: Int16, _ what: String) throws(PostgresError) -> Element {
    guard indices.contains(Int(number) - 1) else {
      throw PostgresError(.decoding, "\(what) \(number), which this program does not know")
    }
    return self[Int(number) - 1]
  }
}
