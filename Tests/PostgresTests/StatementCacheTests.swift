import Testing

@testable import Postgres

@Suite("Prepared statement cache") struct StatementCacheTests {
  private func key(_ sql: String, _ types: [PostgresType] = []) -> StatementCache.Key {
    StatementCache.Key(sql: sql, types: types)
  }

  @Test func `the statement unused for longest makes room`() {
    var cache = StatementCache(capacity: 2)
    let first = cache.add(key("a"))
    let second = cache.add(key("b"))
    #expect(cache.find(key("a")) == first)
    _ = cache.add(key("c"))
    #expect(cache.find(key("b")) == nil)
    #expect(cache.find(key("a")) == first)
    #expect(cache.takeEvicted() == [second])
    #expect(cache.takeEvicted().isEmpty)
    #expect(cache.count == 2)
  }

  @Test func `the same text with other parameter types is another statement`() {
    var cache = StatementCache(capacity: 4)
    let name = cache.add(key("select $1", [.int8]))
    #expect(cache.find(key("select $1", [.int4])) == nil)
    #expect(cache.find(key("select $1", [.int8])) == name)
  }

  @Test func `names are never used twice`() {
    var cache = StatementCache(capacity: 1)
    var names: Set<String> = []
    for index in 0..<50 { names.insert(cache.add(key("\(index % 3)"))) }
    cache.removeAll()
    names.insert(cache.add(key("again")))
    #expect(names.count == 51)
  }

  @Test func `a statement that was not prepared leaves nothing to free`() {
    var cache = StatementCache(capacity: 2)
    _ = cache.add(key("a"))
    cache.remove(key("a"))
    #expect(cache.find(key("a")) == nil)
    #expect(!cache.hasEvicted)
    let stale = cache.add(key("b"))
    cache.discard(key("b"))
    #expect(cache.takeEvicted() == [stale])
  }
}
