/// A statement and its parameters.
///
/// ```swift
/// Statement("select name from account where id = $1", [id], name: "account by id")
/// let same: Statement = "select name from account where id = \(id)"
/// ```
/// Interpolation in a literal makes parameters, never text. The parameters are encoded here and now, so a statement can
/// be made on any thread and run later.
public struct Statement: Sendable {
  /// The text, with `$1`, `$2` and so on for the parameters.
  public let sql: String
  /// What errors call it; without a name they quote the beginning of its text.
  public var name: String?
  /// Whether the connection prepares it once and keeps it. True unless said otherwise; say false for statements that are
  /// run once.
  public var isCached = true
  let parameters: ParameterBuffer

  /// Makes a statement from its text.
  /// - Parameters:
  ///   - sql: the text; its parameters are `$1`, `$2` and so on.
  ///   - parameters: their values, in order.
  ///   - name: what errors call the statement.
  public init(_ sql: String, _ parameters: [any PostgresEncodable] = [], name: String? = nil) {
    var buffer = ParameterBuffer()
    for parameter in parameters { buffer.append(parameter) }
    (self.sql, self.parameters, self.name) = (sql, buffer, name)
  }

  var cacheKey: StatementCache.Key { StatementCache.Key(sql: sql, types: parameters.slots.map(\.type)) }

  /// The most parameters PostgreSQL's protocol can count.
  private static let parameterLimit = 65_535

  func checkParameters(_ index: Int) throws(PostgresError) {
    let fault = parameters.count > Self.parameterLimit ? "has more than \(Self.parameterLimit) parameters" : nil
    guard let fault = fault ?? parameters.fault else { return }
    var error = PostgresError(.encoding, fault)
    (error.statement, error.statementIndex) = (label, index)
    throw error
  }

  /// What errors say of it.
  var label: String {
    if let name { return name }
    let words = sql.prefix(400).split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return words.count > 60 ? "\(words.prefix(60))…" : words
  }
}

extension Statement: ExpressibleByStringInterpolation {
  /// Collects the text and the parameters of an interpolated literal.
  public struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var sql = ""
    fileprivate var parameters = ParameterBuffer()

    /// Reserves room for the text.
    public init(literalCapacity: Int, interpolationCount: Int) {
      sql.reserveCapacity(literalCapacity + 3 * interpolationCount)
    }

    /// Adds text.
    public mutating func appendLiteral(_ literal: String) { sql += literal }

    /// Adds a parameter.
    public mutating func appendInterpolation(_ value: some PostgresEncodable) {
      parameters.append(value)
      sql += "$\(parameters.count)"
    }

    /// Adds the name of a table, column or the like, quoted.
    public mutating func appendInterpolation(identifier: String) { sql += quoted(identifier: identifier) }
  }

  /// A statement without parameters.
  public init(stringLiteral sql: String) { self.init(sql) }

  /// A statement with the interpolated values as parameters.
  public init(stringInterpolation: StringInterpolation) {
    (sql, parameters) = (stringInterpolation.sql, stringInterpolation.parameters)
  }
}

/// An identifier as SQL wants it: in double quotes, those within it doubled.
func quoted(identifier: String) -> String {
  "\"" + identifier.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
}
