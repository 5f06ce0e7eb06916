/// The statements a connection has prepared, by text and parameter types; the one unused for longest makes room.
struct StatementCache {
  struct Key: Hashable {
    let sql: String
    let types: [PostgresType]
  }

  private struct Entry {
    let name: String
    var lastUse: UInt64
  }

  let capacity: Int
  private var entries: [Key: Entry] = [:]
  private var uses: UInt64 = 0
  private var lastName: UInt64 = 0
  /// The server still holds these; they are to be deallocated when it costs nothing.
  private var evicted: [String] = []

  /// - Parameter capacity: at least 1.
  init(capacity: Int) { self.capacity = max(1, capacity) }

  var count: Int { entries.count }
  var hasEvicted: Bool { !evicted.isEmpty }

  /// The name under which the server knows the statement, or nil.
  mutating func find(_ key: Key) -> String? {
    uses += 1
    guard let index = entries.index(forKey: key) else { return nil }
    entries.values[index].lastUse = uses
    return entries.values[index].name
  }

  /// A name for a statement that is about to be prepared. Names are never used twice.
  mutating func add(_ key: Key) -> String {
    if entries.count >= capacity, let oldest = entries.min(by: { $0.value.lastUse < $1.value.lastUse }) {
      evicted.append(oldest.value.name)
      entries[oldest.key] = nil
    }
    uses += 1
    lastName += 1
    let name = "s\(lastName)"
    entries[key] = Entry(name: name, lastUse: uses)
    return name
  }

  /// The statement was not prepared after all: nothing of it is left on the server.
  mutating func remove(_ key: Key) { entries[key] = nil }

  /// The server's plan is of no use any more: prepare it anew next time.
  mutating func discard(_ key: Key) {
    if let entry = entries.removeValue(forKey: key) { evicted.append(entry.name) }
  }

  /// The server has forgotten everything.
  mutating func removeAll() {
    entries = [:]
    evicted = []
  }

  mutating func takeEvicted() -> [String] {
    defer { evicted = [] }
    return evicted
  }
}
