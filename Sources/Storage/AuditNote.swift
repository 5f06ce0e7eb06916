import Postgres

/// What a program puts on record of itself in an organization's audit chain. What the database does is put on record by the
/// functions that do it, and the database lets nobody claim what their role cannot have done (`audit.note`).
public enum AuditNote: String, Sendable, CaseIterable {
  /// Data was brought in.
  case `import`
  /// Interactions were sent to be scored again.
  case reprocess
  /// Jobs that were given up, or blocked, got another chance.
  case retryJobs = "retry_jobs"
  /// A person had a diagnosis made and kept.
  case diagnose
  /// A person said what they think of a diagnosis.
  case diagnosisFeedback = "diagnosis_feedback"
  /// A person looked at what masking had hidden.
  case previewOriginals = "preview_originals"
  /// A person read quotes with the originals put back.
  case restoreQuotes = "restore_quotes"
  /// A custodian exported data.
  case export
  /// A custodian erased the organization.
  case eraseOrganization = "erase_organization"
  /// A custodian erased one person.
  case eraseSubject = "erase_subject"

  /// - Parameter subject: Names things by id or count, never a person; at most 2,000 characters.
  func statement(_ subject: String) -> Statement {
    Statement("select audit.note($1, $2)", [rawValue, subject], name: "audit")
  }
}

extension OrganizationStore {
  /// Adds a line to the organization's audit chain. `subject` names things by id or count, never a person; at most 2,000
  /// characters.
  public func audit(_ note: AuditNote, _ subject: String) async throws {
    _ = try await run(note.statement(subject))
  }
}
