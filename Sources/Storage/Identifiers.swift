public import Conversation
public import Jobs
public import Postgres

// Identifiers travel as what they wrap.
extension Identifier: PostgresEncodable, PostgresDecodable, PostgresArrayElement, PostgresScalar {}
extension JobID: PostgresEncodable, PostgresDecodable, PostgresArrayElement, PostgresScalar {}
