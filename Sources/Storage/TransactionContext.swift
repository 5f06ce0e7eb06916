import Conversation
import Postgres

// What a transaction begins with, so that row security lets it in. Both hold until its end and prove nothing by themselves.
extension Statement {
  /// Enters an organization. As `ctx.enter`, without the price of a function.
  static func enter(_ organization: OrganizationID) -> Statement {
    Statement(
      "select set_config('phano.organization_id', $1, true)", [organization.description], name: "enter organization")
  }

  /// Shows whose lease is meant.
  static func show(_ worker: WorkerIdentity) -> Statement {
    Statement("select set_config('phano.worker_secret', $1, true)", [worker.secret], name: "show worker")
  }
}
