import Postgres

/// What was recorded before a moment is seen after it only once its transaction has ended.
enum EarlierTransactions {
  /// Longer than anything that this program writes takes.
  private static let patience = Duration.seconds(20)

  /// Waits for the transactions of this database that are under way and have written. False when some have not ended in time.
  static func wait(on pool: ConnectionPool) async throws -> Bool {
    let underWay = try await pool.withConnection { connection in
      try await connection.query(
        Statement(
          """
          select array(
            select l.transactionid::text
            from pg_locks l
            join pg_stat_activity a on a.pid = l.pid
            where l.locktype = 'transactionid' and l.mode = 'ExclusiveLock' and a.datname = current_database())
          """, [], name: "find transactions")
      ).only([String].self)
    }
    guard !underWay.isEmpty else { return true }
    let deadline = ContinuousClock.now + patience
    while ContinuousClock.now < deadline {
      let isOver = try await pool.withConnection { connection in
        try await connection.query(
          Statement(
            """
            select not exists (
              select from pg_locks l
              where l.locktype = 'transactionid' and l.mode = 'ExclusiveLock' and l.transactionid::text = any($1))
            """, [underWay], name: "wait for transactions")
        ).only(Bool.self)
      }
      if isOver { return true }
      try await Task.sleep(for: .milliseconds(100))
    }
    return false
  }
}

extension OrganizationStore {
  /// Waits, at most 20 s, for what is being written, so that a run which is put on record sees all that was recorded before it.
  /// False when something takes longer.
  public func awaitWriters() async throws -> Bool { try await EarlierTransactions.wait(on: pool) }
}
