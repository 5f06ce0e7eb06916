import Diagnosis
import Markup
import Scoring

/// Fields of Salesforce's accounts.
///
/// Shapes by Salesforce's REST API guide: upsert of sObject collections (`PATCH composite/sobjects/Account/<external id field>`,
/// 200 records, one result each in order), query, describe; OAuth 2.0 client credentials flow.
public struct Salesforce: CRM {
  /// See ``CRM/batch``.
  public let batch = 200
  /// The version of the interface that is spoken unless another one is asked for.
  public static let usualVersion = "62.0"
  /// The external id field that is looked for unless another one is named.
  public static let ownIDField = "Phano_Account_Id__c"

  private static let tokenPath = "/services/oauth2/token"
  private static let longestAnswer = 8 << 20
  /// Addresses longer than 16,384 bytes are refused.
  private static let longestQuery = 12_000

  /// The external id field that has the account's id.
  public let idField: String
  private let root: String

  /// Nil when the field or the version is none that could be written into an address.
  public init?(idField: String? = nil, version: String? = nil) {
    let idField = idField ?? Self.ownIDField
    let version = version ?? Self.usualVersion
    guard Self.isName(idField), version.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x2E }), !version.isEmpty
    else { return nil }
    self.idField = idField
    root = "/services/data/v\(version)"
  }

  /// The field of a field.
  public func name(of field: CRMField) -> String {
    "Phano_"
      + field.rawValue.split(separator: "_").map { $0.prefix(1).uppercased() + $0.dropFirst() }
      .joined(separator: "_") + "__c"
  }

  private static func isName(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count <= 80
      && text.utf8.allSatisfy {
        (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x5F
      }
  }

  // MARK: Logging in

  /// Asks for an access token; the body is a form.
  public static func token(clientID: String, clientSecret: String) -> CRMRequest {
    let form = [("grant_type", "client_credentials"), ("client_id", clientID), ("client_secret", clientSecret)]
    return CRMRequest(
      .post, tokenPath, Array(form.map { "\($0.0)=\(encoded($0.1))" }.joined(separator: "&").utf8))
  }

  /// The access token of an answer.
  public static func token(_ answer: [UInt8]) throws(CRMAnswerError) -> String {
    guard let token = read(answer)?["access_token"]?.value.string, !token.isEmpty,
      token.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
    else { throw CRMAnswerError(what: "an access token") }
    return token
  }

  // MARK: Setting up

  /// Reads which fields accounts have.
  public var describe: CRMRequest { CRMRequest(.get, root + "/sobjects/Account/describe") }

  /// The fields that are missing, with what they must be: creating them is for an administrator of Salesforce's.
  public func missingFields(_ answer: [UInt8]) throws(CRMAnswerError) -> [(name: String, type: String)] {
    guard let fields = Self.read(answer)?["fields"]?.value.array else {
      throw CRMAnswerError(what: "fields of accounts")
    }
    let names = Set(fields.compactMap { $0.value["name"]?.value.string?.lowercased() })
    let wanted = [(idField, "Text(255), external id, unique")] + CRMField.allCases.map { (name(of: $0), Self.type($0)) }
    return wanted.filter { !names.contains($0.0.lowercased()) }.map { (name: $0.0, type: $0.1) }
  }

  private static func type(_ field: CRMField) -> String {
    switch field.sort {
    case .choice(let words): "Picklist(\(words.joined(separator: ", ")))"
    case .number: "Number(18, 0)"
    case .line: "Text(255)"
    case .text: "Long Text Area(2000)"
    case .day: "Date"
    }
  }

  // MARK: Reading and writing

  /// See ``CRM/reads(_:)``; as many queries as the ids' length takes.
  public func reads(_ ids: [String]) -> [CRMRequest] {
    let fields = ([idField] + CRMField.allCases.map(name)).joined(separator: ",")
    let head = root + "/query?q=" + Self.encoded("SELECT \(fields) FROM Account WHERE \(idField) IN (")
    var requests: [CRMRequest] = []
    var list = ""
    func close() {
      if !list.isEmpty { requests.append(CRMRequest(.get, head + list + Self.encoded(")"))) }
      list = ""
    }
    for id in ids {
      let literal = Self.encoded(Self.literal(id))
      if head.utf8.count + list.utf8.count + literal.utf8.count > Self.longestQuery { close() }
      list += (list.isEmpty ? "" : Self.encoded(",")) + literal
    }
    close()
    return requests
  }

  /// A string in SOQL.
  static func literal(_ text: String) -> String {
    var out = "'"
    for scalar in text.unicodeScalars {
      switch scalar {
      case "'", "\\": out += "\\\(scalar)"
      case "\n": out += "\\n"
      case "\r": out += "\\r"
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out + "'"
  }

  /// See ``CRM/found(_:)``.
  public func found(_ answer: [UInt8]) throws(CRMAnswerError) -> [String: [CRMField: CRMValue]] {
    guard let records = Self.read(answer)?["records"]?.value.array else {
      throw CRMAnswerError(what: "records of a query")
    }
    var found: [String: [CRMField: CRMValue]] = [:]
    for record in records {
      guard let id = record.value[idField]?.value.string else { continue }
      found[id] = Dictionary(
        uniqueKeysWithValues: CRMField.allCases.map { field in
          let value = record.value[name(of: field)]?.value
          return (field, value?.number.map { .number($0) } ?? CRMValue(stored: value?.string, field))
        })
    }
    return found
  }

  /// See ``CRM/upsert(_:)``.
  public func upsert(_ changes: [CRMPlan.Change]) -> CRMRequest {
    let records = changes.map { change in
      var members: [(String, JSON)] = [
        ("attributes", .members([("type", .string("Account"))])), (idField, .string(change.record.id)),
      ]
      if change.before == nil { members.append(("Name", .string(change.record.title))) }
      members += CRMField.allCases.map { field in
        switch change.record.values[field] ?? .none {
        case .text(let text): (name(of: field), .string(text))
        case .number(let number): (name(of: field), .number(number))
        case .none: (name(of: field), .null)
        }
      }
      return JSON.members(members)
    }
    let body = JSON.members([("allOrNone", .bool(false)), ("records", .elements(records))])
    return CRMRequest(
      .patch, root + "/composite/sobjects/Account/\(idField)", Array(body.compactText.utf8))
  }

  /// See ``CRM/refusals(_:of:)``: results are in the order of the records.
  public func refusals(
    _ answer: [UInt8], of changes: [CRMPlan.Change]
  ) throws(CRMAnswerError) -> [CRMRefusal] {
    guard let results = Self.read(answer)?.array, results.count == changes.count else {
      throw CRMAnswerError(what: "\(changes.count) results of an upsert")
    }
    return zip(changes, results).compactMap { change, result in
      guard result.value["success"]?.value.bool != true else { return nil }
      let error = result.value["errors"]?.value.array?.first?.value
      return CRMRefusal(
        id: change.record.id, code: PlainText.line(error?["statusCode"]?.value.string ?? "ERROR", limit: 60),
        message: PlainText.line(error?["message"]?.value.string ?? "", limit: 200))
    }
  }

  /// All but the unreserved characters of RFC 3986 as `%XX`.
  static func encoded(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var out: [UInt8] = []
    for byte in text.utf8 {
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: out.append(byte)
      default: out += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: out, as: UTF8.self)
  }

  private static func read(_ bytes: [UInt8]) -> JSON? { try? JSONReader.read(bytes, maximumBytes: longestAnswer) }
}
