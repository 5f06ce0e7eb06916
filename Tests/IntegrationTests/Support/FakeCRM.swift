import Foundation
import Synchronization
import TestSupport

/// A CRM on loopback that answers as HubSpot's and Salesforce's references say, and complains of what they would refuse.
final class FakeCRM: Sendable {
  struct State {
    /// By the account's id.
    var companies: [String: [String: String]]
    var complaints: [String] = []
    var properties: Set<String> = []
    var writes = 0
    /// Ids that it takes nothing of, and properties that it does not make.
    var refused: Set<String> = []
  }

  let server: MisbehavingServer
  private let state: Box

  private final class Box: Sendable {
    let state: Mutex<State>
    init(_ state: State) { self.state = Mutex(state) }
  }

  init(
    companies: [String], refused: Set<String> = [],
    _ answer: @escaping @Sendable (MisbehavingServer.Request, inout State) -> MisbehavingServer.Reply
  ) throws {
    let box = Box(State(companies: Dictionary(uniqueKeysWithValues: companies.map { ($0, [:]) }), refused: refused))
    state = box
    server = try MisbehavingServer { request, _ in
      // Writes are told from reads by what they do, so no request is lost.
      box.state.withLock { answer(request, &$0) }
    }
  }

  var url: String { server.url }
  var now: State { state.state.withLock { $0 } }

  func change(_ body: (inout State) -> Void) { state.state.withLock { body(&$0) } }

  static func json(_ request: MisbehavingServer.Request) -> [String: Any] {
    (try? JSONSerialization.jsonObject(with: Data(request.body)) as? [String: Any]) ?? [:]
  }

  static func answer(_ status: Int, _ value: Any) -> MisbehavingServer.Reply {
    let body = (try? JSONSerialization.data(withJSONObject: value, options: .sortedKeys)).map { Array($0) } ?? []
    return .answer(status: status, headers: [("content-type", "application/json")], body: body)
  }
}

extension FakeCRM {
  /// HubSpot: properties, batch read and batch upsert of companies.
  static func hubspot(companies: [String], refused: Set<String> = []) throws -> FakeCRM {
    try FakeCRM(companies: companies, refused: refused) { request, state in
      guard request.headers["authorization"] == "Bearer pat-eu1-secret" else {
        return answer(401, ["status": "error", "category": "INVALID_AUTHENTICATION"])
      }
      let body = json(request)
      let inputs = body["inputs"] as? [[String: Any]] ?? []
      if inputs.count > 100 { state.complaints.append("\(inputs.count) inputs") }
      switch (request.method, request.target) {
      case ("GET", "/crm/v3/properties/companies"):
        return answer(200, ["results": state.properties.sorted().map { ["name": $0] }])
      case ("POST", "/crm/v3/properties/companies/groups"):
        if body["name"] as? String != "phano" || body["label"] == nil { state.complaints.append("group") }
        return answer(state.properties.isEmpty ? 201 : 409, ["name": "phano"])
      case ("POST", "/crm/v3/properties/companies/batch/create"):
        for input in inputs {
          guard let name = input["name"] as? String, input["groupName"] as? String == "phano",
            ["enumeration", "number", "string", "date"].contains(input["type"] as? String ?? ""),
            input["fieldType"] is String, input["label"] is String
          else {
            state.complaints.append("property \(input)")
            continue
          }
          if !state.refused.contains(name) { state.properties.insert(name) }
        }
        return answer(state.refused.isEmpty ? 201 : 207, ["status": "COMPLETE", "results": inputs])
      case ("POST", "/crm/v3/objects/companies/batch/read"):
        guard body["idProperty"] as? String == "phano_account_id", body["properties"] is [String] else {
          return answer(400, ["category": "VALIDATION_ERROR"])
        }
        let ids = inputs.compactMap { $0["id"] as? String }
        let results = ids.compactMap { id in
          state.companies[id].map {
            ["id": "1", "properties": $0.merging(["phano_account_id": id]) { $1 }] as [String: Any]
          }
        }
        return answer(results.count == ids.count ? 200 : 207, ["status": "COMPLETE", "results": results])
      case ("POST", "/crm/v3/objects/companies/batch/upsert"):
        state.writes += 1
        var errors: [[String: Any]] = []
        for input in inputs {
          guard let id = input["id"] as? String, input["idProperty"] as? String == "phano_account_id",
            let properties = input["properties"] as? [String: String]
          else {
            state.complaints.append("input \(input)")
            continue
          }
          if state.refused.contains(id) {
            errors.append([
              "status": "error", "category": "VALIDATION_ERROR", "message": "not this one",
              "context": ["objectWriteTraceId": [input["objectWriteTraceId"] as? String ?? ""]],
            ])
          } else {
            state.companies[id, default: [:]].merge(properties) { $1 }
          }
        }
        let done: [String: Any] = ["status": "COMPLETE", "results": [], "numErrors": errors.count, "errors": errors]
        return answer(errors.isEmpty ? 200 : 207, done)
      default:
        state.complaints.append("\(request.method) \(request.target)")
        return answer(404, [:])
      }
    }
  }

  /// Salesforce: client credentials, query and upsert of collections.
  static func salesforce(companies: [String], refused: Set<String> = []) throws -> FakeCRM {
    try FakeCRM(companies: companies, refused: refused) { request, state in
      if request.target == "/services/oauth2/token" {
        let form = String(decoding: request.body, as: UTF8.self)
        let isRight =
          form == "grant_type=client_credentials&client_id=3MVG9&client_secret=s%2Bcret%26"
          && request.headers["content-type"] == "application/x-www-form-urlencoded"
        return isRight
          ? answer(200, ["access_token": "00Dtoken", "token_type": "Bearer", "instance_url": "https://x.example"])
          : answer(400, ["error": "invalid_client"])
      }
      guard request.headers["authorization"] == "Bearer 00Dtoken" else {
        return answer(401, [["errorCode": "INVALID_SESSION_ID"]])
      }
      if request.method == "GET", request.target.hasPrefix("/services/data/v62.0/query?q=") {
        let query = request.target.dropFirst("/services/data/v62.0/query?q=".count).removingPercentEncoding ?? ""
        if !query.hasPrefix("SELECT Phano_Account_Id__c,") { state.complaints.append(query) }
        let records = state.companies.filter { query.contains("'\($0.key)'") }.map { id, fields in
          fields.reduce(into: ["attributes": ["type": "Account"], "Phano_Account_Id__c": id] as [String: Any]) {
            $0[$1.key] = Double($1.value).map { $0 as Any } ?? $1.value
          }
        }
        return answer(200, ["totalSize": records.count, "done": true, "records": records])
      }
      guard request.method == "PATCH",
        request.target == "/services/data/v62.0/composite/sobjects/Account/Phano_Account_Id__c"
      else {
        state.complaints.append("\(request.method) \(request.target)")
        return answer(404, [["errorCode": "NOT_FOUND"]])
      }
      state.writes += 1
      let body = json(request)
      let records = body["records"] as? [[String: Any]] ?? []
      if records.isEmpty || records.count > 200 || body["allOrNone"] as? Bool != false {
        state.complaints.append("\(records.count) records")
      }
      return answer(
        200,
        records.map { record -> [String: Any] in
          let id = record["Phano_Account_Id__c"] as? String ?? ""
          if (record["attributes"] as? [String: String])?["type"] != "Account" {
            state.complaints.append("type of \(id)")
          }
          if state.refused.contains(id) {
            let error: [String: Any] = [
              "statusCode": "FIELD_CUSTOM_VALIDATION_EXCEPTION", "message": "not this one", "fields": [String](),
            ]
            return ["success": false, "errors": [error]]
          }
          let isNew = state.companies[id] == nil
          if isNew, record["Name"] == nil { state.complaints.append("no name for \(id)") }
          for (field, value) in record where field.hasPrefix("Phano_") && field != "Phano_Account_Id__c" {
            state.companies[id, default: [:]][field] = value is NSNull ? nil : "\(value)"
          }
          return ["id": "001", "success": true, "errors": [Any](), "created": isNew]
        })
    }
  }
}
