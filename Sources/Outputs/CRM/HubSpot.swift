import Diagnosis
import Markup
import Scoring

/// HubSpot's company properties.
///
/// Shapes by HubSpot's reference: CRM API, companies, batch read and batch upsert (100 records a batch, 207 with `errors` when
/// only some were taken); Properties API, groups and batch create.
public struct HubSpot: CRM {
  /// See ``CRM/batch``.
  public let batch = 100
  /// Where its interface is.
  public static let host = "https://api.hubapi.com"
  /// The property that `init` makes for the account's id.
  public static let ownIDProperty = "phano_account_id"

  private static let group = "phano"
  private static let companies = "/crm/v3/objects/companies/batch"
  private static let properties = "/crm/v3/properties/companies"
  private static let longestAnswer = 4 << 20

  /// The property that has the account's id; its values are unique.
  public let idProperty: String

  /// - Parameter idProperty: the property that has the account's id; nil for the one that `init` makes.
  public init(idProperty: String? = nil) { self.idProperty = idProperty ?? Self.ownIDProperty }

  /// The property of a field.
  public func name(of field: CRMField) -> String { "phano_" + field.rawValue }

  // MARK: Setting up

  /// Makes the group of properties; answered with 409 when it is there.
  public var createGroup: CRMRequest {
    CRMRequest(
      .post, Self.properties + "/groups",
      Self.bytes([("name", .string(Self.group)), ("label", .string("phano")), ("displayOrder", .number(-1))]))
  }

  /// Reads which properties there are.
  public var readProperties: CRMRequest { CRMRequest(.get, Self.properties) }

  /// The names of the properties that are not among those read, the one for ids too if it is ours.
  public func missingProperties(_ answer: [UInt8]) throws(CRMAnswerError) -> [String] {
    guard let results = Self.read(answer)?["results"]?.value.array else {
      throw CRMAnswerError(what: "a list of properties")
    }
    let names = Set(results.compactMap { $0.value["name"]?.value.string })
    return wanted.map(\.name).filter { !names.contains($0) }
  }

  /// Makes properties by name.
  public func createProperties(_ names: [String]) -> CRMRequest {
    let made = wanted.filter { names.contains($0.name) }.map(\.property)
    return CRMRequest(.post, Self.properties + "/batch/create", Self.bytes([("inputs", .elements(made))]))
  }

  private var wanted: [(name: String, property: JSON)] {
    var all = CRMField.allCases.map { (name: name(of: $0), property: property($0)) }
    if idProperty == Self.ownIDProperty {
      all.insert(
        (
          name: idProperty,
          property: Self.property(
            idProperty, "phano account id", "string", "text", [("hasUniqueValue", .bool(true))])
        ), at: 0)
    }
    return all
  }

  private func property(_ field: CRMField) -> JSON {
    switch field.sort {
    case .choice(let words):
      let options = words.enumerated().map { place, word in
        JSON.members([
          ("label", .string(word.replacing("_", with: " "))), ("value", .string(word)),
          ("displayOrder", .number(Double(place))), ("hidden", .bool(false)),
        ])
      }
      return Self.property(
        name(of: field), field.label, "enumeration", "select", [("options", .elements(options))])
    case .number: return Self.property(name(of: field), field.label, "number", "number")
    case .line: return Self.property(name(of: field), field.label, "string", "text")
    case .text: return Self.property(name(of: field), field.label, "string", "textarea")
    case .day: return Self.property(name(of: field), field.label, "date", "date")
    }
  }

  private static func property(
    _ name: String, _ label: String, _ type: String, _ fieldType: String, _ more: [(String, JSON)] = []
  ) -> JSON {
    .members(
      [
        ("name", .string(name)), ("label", .string(label)), ("type", .string(type)),
        ("fieldType", .string(fieldType)), ("groupName", .string(group)),
      ] + more)
  }

  // MARK: Reading and writing

  /// See ``CRM/reads(_:)``.
  public func reads(_ ids: [String]) -> [CRMRequest] {
    let properties = JSON.elements(([idProperty] + CRMField.allCases.map(name)).map { .string($0) })
    return stride(from: 0, to: ids.count, by: batch).map { start in
      let inputs = ids[start..<min(start + batch, ids.count)].map { JSON.members([("id", .string($0))]) }
      return CRMRequest(
        .post, Self.companies + "/read",
        Self.bytes([
          ("idProperty", .string(idProperty)), ("inputs", .elements(inputs)), ("properties", properties),
        ]))
    }
  }

  /// See ``CRM/found(_:)``.
  public func found(_ answer: [UInt8]) throws(CRMAnswerError) -> [String: [CRMField: CRMValue]] {
    guard let results = Self.read(answer)?["results"]?.value.array else {
      throw CRMAnswerError(what: "results of companies")
    }
    var found: [String: [CRMField: CRMValue]] = [:]
    for result in results {
      guard let properties = result.value["properties"]?.value, let id = properties[idProperty]?.value.string else {
        continue
      }
      found[id] = Dictionary(
        uniqueKeysWithValues: CRMField.allCases.map {
          ($0, CRMValue(stored: properties[name(of: $0)]?.value.string, $0))
        })
    }
    return found
  }

  /// See ``CRM/upsert(_:)``. Each input has its place as a mark, by which errors name it.
  public func upsert(_ changes: [CRMPlan.Change]) -> CRMRequest {
    let inputs = changes.enumerated().map { place, change in
      var properties = CRMField.allCases.map { field in
        (name(of: field), JSON.string((change.record.values[field] ?? .none).text))
      }
      if change.before == nil {
        properties += [(idProperty, .string(change.record.id)), ("name", .string(change.record.title))]
      }
      return JSON.members([
        ("idProperty", .string(idProperty)), ("id", .string(change.record.id)),
        ("objectWriteTraceId", .string("\(place)")), ("properties", .members(properties)),
      ])
    }
    return CRMRequest(.post, Self.companies + "/upsert", Self.bytes([("inputs", .elements(inputs))]))
  }

  /// See ``CRM/refusals(_:of:)``; of an answer with status 200, 201 or 207.
  public func refusals(
    _ answer: [UInt8], of changes: [CRMPlan.Change]
  ) throws(CRMAnswerError) -> [CRMRefusal] {
    guard let body = Self.read(answer), body["results"]?.value.array != nil else {
      throw CRMAnswerError(what: "results of an upsert")
    }
    var refusals: [CRMRefusal] = []
    for error in body["errors"]?.value.array ?? [] {
      let marks = error.value["context"]?.value["objectWriteTraceId"]?.value.array?.compactMap(\.value.string) ?? []
      let places = marks.compactMap { Int($0) }.filter(changes.indices.contains)
      let code = PlainText.line(error.value["category"]?.value.string ?? "ERROR", limit: 60)
      let message = PlainText.line(error.value["message"]?.value.string ?? "", limit: 200)
      refusals += places.map { CRMRefusal(id: changes[$0].record.id, code: code, message: message) }
      // One that does not say whose it is counts all the same.
      if places.isEmpty { refusals.append(CRMRefusal(id: "?", code: code, message: message)) }
    }
    return refusals
  }

  private static func bytes(_ members: [(String, JSON)]) -> [UInt8] { Array(JSON.members(members).compactText.utf8) }

  private static func read(_ bytes: [UInt8]) -> JSON? { try? JSONReader.read(bytes, maximumBytes: longestAnswer) }
}
