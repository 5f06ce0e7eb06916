import Encryption
import Evaluator
import Postgres
import Scoring
import Storage

extension Failure {
  /// Any error of the modules below, told to people with an exit status.
  init(explaining error: any Error) {
    switch error {
    case let failure as Failure: self = failure
    case let error as EvaluationFailure: self = error.failure
    case let error as PostgresError: self.init(explaining: error)
    case let error as SchemaError: self.init(explaining: error)
    case let error as Administration.UnknownOrganization:
      self.init(.data, "there is no organization \(error.id)", mend: "'phano organization list' shows them.")
    case let error as KeyringError: self.init(explaining: error)
    case let error as EncryptionError:
      self.init(
        .data, "\(error)", mend: "Restore the row from a backup; 'phano keys status' shows whether keys are at hand.")
    case let error as RotationError: self.init(explaining: error)
    case is ErasureError:
      self.init(
        .tryAgain, "what was to be redacted changed each time before it could be replaced",
        mend: "Run the command again; what is erased already stays erased.")
    case let error as NotCustodian: self.init(explaining: error)
    case ExportError.damaged(let table, let row):
      self.init(
        .data, "row \(row) of \(table) does not open: it was changed, or belongs elsewhere",
        mend: "Restore the row from a backup, or erase it; nothing was exported.")
    case is CancellationError: self.init(.tryAgain, "interrupted")
    default: self.init(.internalError, "\(error)")
    }
  }

  private init(explaining error: PostgresError) {
    let what = error.statement.map { "\(error.message) (in: \($0))" } ?? error.message
    switch error.kind {
    case .invalidSettings, .untrustedServer: self.init(.configuration, what, mend: error.hint)
    case .connectionFailed where error.isLoginRefused:
      self.init(.configuration, what, mend: error.hint ?? "Check the login, its password and the server's pg_hba.conf.")
    case .connectionFailed, .connectTimedOut, .connectionLost, .poolExhausted, .commitOutcomeUnknown:
      self.init(.unavailable, what, mend: error.hint)
    case .server: self.init(refusing: error, what)
    default: self.init(.internalError, what, mend: error.hint)
    }
  }

  private init(refusing error: PostgresError, _ what: String) {
    switch error.sqlState?.rawValue.prefix(2) {
    case _ where error.isInsufficientPrivilege:
      self.init(.configuration, what, mend: error.hint ?? "Use the login that is meant for this command.")
    case _ where error.isLockNotAvailable:
      self.init(
        .tryAgain, "somebody's open transaction is in the way: \(what)",
        mend: "Have it ended (pg_stat_activity shows sessions that are idle in transaction), and run the command again."
      )
    case _ where error.isRetryable: self.init(.tryAgain, what, mend: "Run the command again.")
    case "22", "23": self.init(.data, what, mend: error.hint)
    // Something else is to be done first, and the hint says what.
    case "55": self.init(.configuration, what, mend: error.hint)
    case "53", "57": self.init(.unavailable, what, mend: error.hint ?? "See the server's log.")
    default: self.init(.internalError, what, mend: error.hint)
    }
  }

  private init(explaining error: KeyringError) {
    switch error {
    case .noKeys(let organization):
      self.init(
        .configuration, "organization \(organization) has no keys",
        mend: "Have an administrator run 'phano keys init'. If it had keys, its data cannot be opened without them.")
    case .wrongKey(_, let version, let expected, let given?):
      self.init(
        .configuration,
        "the key encryption key is the wrong one: version \(version) has the fingerprint \(given), and the database's keys "
          + "were wrapped by \(expected)",
        mend: "Give the key file that belongs to this database; 'phano keys status' shows what it needs.")
    case .wrongKey(_, let version, let expected, nil):
      self.init(
        .configuration, "version \(version) (\(expected)) of the key encryption key is missing",
        mend: "Add its line to the key file; it may only leave after 'phano keys rewrap'.")
    case .damaged(let organization, let version):
      self.init(
        .configuration,
        "version \(version) of organization \(organization)'s keys does not open: it was changed, or is another "
          + "organization's",
        mend: "Restore the vault schema from its backup.")
    }
  }

  private init(explaining error: NotCustodian) {
    let role = error.role.map { "your login is there as \($0)" } ?? "your login is no active member of it"
    self.init(
      .configuration, "this takes a member of organization \(error.organization) whose role is admin or dpo; \(role)",
      mend: "Have an administrator run 'phano member add LOGIN --role dpo --organization \(error.organization)'.")
  }

  private init(explaining error: RotationError) {
    switch error {
    case .overtaken:
      self.init(
        .tryAgain, "another rotation of this organization's keys began at the same moment; this one changed nothing",
        mend:
          "Let the other come to its end: 'phano keys status' tells. Should it have been interrupted, run 'phano keys "
          + "rotate' again, which goes on where it stopped.")
    case .unfinished(let column):
      self.init(
        .tryAgain, "\(column.table).\(column.column) still holds values sealed under an older key",
        mend: "Run 'phano keys rotate' again; the older key was kept.")
    }
  }

  private init(explaining error: SchemaError) {
    switch error {
    case .missing:
      self.init(
        .configuration, "the database has no phano schema", mend: "Run 'phano migrate' with an administrator's login.")
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

extension PostgresError {
  /// Whether the server answered and did not let the login, or anybody, into the database.
  fileprivate var isLoginRefused: Bool {
    sqlState.map { $0.rawValue.hasPrefix("28") || $0.rawValue.hasPrefix("3D") } ?? false || isInsufficientPrivilege
  }
}
