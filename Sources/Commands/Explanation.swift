import Postgres
import Scoring
import Storage

extension Failure {
  /// Any error of the modules below, told to people with an exit status.
  init(explaining error: any Error) {
    switch error {
    case let failure as Failure: self = failure
    case let error as PostgresError: self.init(explaining: error)
    case let error as SchemaError: self.init(explaining: error)
    case is CancellationError: self.init(.tryAgain, "interrupted")
    default: self.init(.internalError, "\(error)")
    }
  }

  private init(explaining error: PostgresError) {
    if error.isInsufficientPrivilege {
      self.init(.configuration, "\(error)", mend: error.hint ?? "Use the login that is meant for this command.")
    } else if error.isConnectionLost || error.sqlState == nil {
      self.init(.unavailable, "\(error)", mend: error.hint)
    } else if error.isRetryable {
      self.init(.tryAgain, "\(error)", mend: "Run the command again.")
    } else if error.sqlState?.rawValue.hasPrefix("22") == true || error.sqlState?.rawValue.hasPrefix("23") == true {
      self.init(.data, "\(error)", mend: error.hint)
    } else {
      self.init(.internalError, "\(error)", mend: error.hint)
    }
  }

  private init(explaining error: SchemaError) {
    switch error {
    case .missing:
      self.init(.configuration, "the database has no phano schema", mend: "Run 'phano migrate' with an administrator's login.")
    case .older(let database, let program):
      self.init(
        .configuration, "the database's schema is at version \(database); this program needs step \(program)",
        mend: "Run 'phano migrate' with an administrator's login.")
    case .newer(let database, let program):
      self.init(
        .configuration, "the database's schema is at version \(database); this program knows up to \(program)",
        mend: "Use a phano that is at least as new as the one that migrated the database.")
    case .changed(let version, let name):
      self.init(
        .configuration, "migration \(version) (\(name)) was applied in another form than this program has",
        mend: "Released migrations never change: use the phano that made this database, or restore it.")
    }
  }
}
