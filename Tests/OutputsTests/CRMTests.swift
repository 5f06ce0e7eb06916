import Foundation
import Testing

@testable import Outputs

/// Requests to CRMs, and what comes back.
@Suite struct CRMTests {
  private func records(_ ids: [String]) throws -> [CRMRecord] {
    let accounts = try ids.map { try Samples.account($0, name: "Company \($0)") }
    return accounts.map { CRMRecord($0, in: Samples.run(accounts)) }
  }

  @Test func `what was written is not written again`() throws {
    let records = try records(["a", "b", "c"])
    let first = CRMPlan(records, found: [:], createsMissing: true)
    #expect(first.changes.map(\.record.id) == ["a", "b", "c"])
    let held = Dictionary(uniqueKeysWithValues: records.map { ($0.id, $0.values) })
    let second = CRMPlan(records, found: held, createsMissing: true)
    #expect(second.changes.isEmpty && second.unchanged == 3)
  }

  @Test func `another day alone is no reason to write, and a difference names its fields`() throws {
    let record = try records(["a"])[0]
    var held = record.values
    held[.asOf] = .text("2026-11-19")
    #expect(CRMPlan([record], found: ["a": held], createsMissing: false).unchanged == 1)
    held[.score] = .number(99)
    held[.nps] = CRMValue.none
    let plan = CRMPlan([record], found: ["a": held], createsMissing: false)
    #expect(plan.changes.first?.fields == [.score, .nps, .asOf])
  }

  @Test func `companies that the CRM does not know are created only when asked for`() throws {
    let plan = CRMPlan(try records(["a", "b"]), found: ["a": [:]], createsMissing: false)
    #expect(plan.changes.map(\.record.id) == ["a"] && plan.missing == ["b"])
  }

  @Test func `HubSpot's upsert names each company by its unique property`() throws {
    let plan = CRMPlan(try records(["a"]), found: ["a": [:]], createsMissing: false)
    let request = HubSpot(idProperty: "customer_no").upsert(plan.changes)
    #expect(request.path == "/crm/v3/objects/companies/batch/upsert" && request.method == .post)
    let inputs = try #require(try Samples.json(request.body)["inputs"] as? [[String: Any]])
    #expect(inputs[0]["idProperty"] as? String == "customer_no" && inputs[0]["id"] as? String == "a")
    let properties = try #require(inputs[0]["properties"] as? [String: String])
    #expect(properties["phano_verdict"] == "at_risk" && properties["phano_as_of"] == "2026-11-20")
    #expect(properties["phano_nps"] == "-25" && properties["name"] == nil)
  }

  @Test func `HubSpot's read and its partial failures are understood`() throws {
    let hubspot = HubSpot()
    let found = try hubspot.found(
      Array(
        #"""
        {"status":"COMPLETE","results":[{"id":"512","properties":{"phano_account_id":"a","phano_score":"31.0",
        "phano_verdict":"at_risk","phano_nps":null,"phano_adverse":""}}],"numErrors":1,
        "errors":[{"status":"error","category":"OBJECT_NOT_FOUND","message":"no"}]}
        """#.utf8))
    #expect(found["a"]?[.score] == .number(31))
    #expect(found["a"]?[.nps] == CRMValue.none && found["a"]?[.adverse] == CRMValue.none)
    let changes = CRMPlan(try records(["a", "b"]), found: [:], createsMissing: true).changes
    let refusals = try hubspot.refusals(
      Array(
        #"""
        {"status":"COMPLETE","results":[{}],"numErrors":1,"errors":[{"category":"VALIDATION_ERROR",
        "message":"too long","context":{"objectWriteTraceId":["1"]}}]}
        """#.utf8), of: changes)
    #expect(refusals == [CRMRefusal(id: "b", code: "VALIDATION_ERROR", message: "too long")])
    #expect(throws: CRMAnswerError.self) { try hubspot.refusals(Array("<html>".utf8), of: changes) }
  }

  @Test func `reads and writes come in batches`() {
    let requests = HubSpot().reads((0..<250).map { "account \($0)" })
    #expect(requests.count == 3 && requests.allSatisfy { $0.path == "/crm/v3/objects/companies/batch/read" })
    #expect(HubSpot().batch == 100 && Salesforce()?.batch == 200)
  }

  @Test func `HubSpot gets the properties that it has not got`() throws {
    let hubspot = HubSpot()
    let there = #"{"results":[{"name":"name"},{"name":"phano_score"},{"name":"phano_verdict"}]}"#
    let missing = try hubspot.missingProperties(Array(there.utf8))
    #expect(missing.count == CRMField.allCases.count - 1 && missing.first == "phano_account_id")
    let inputs = try #require(
      try Samples.json(hubspot.createProperties(missing).body)["inputs"] as? [[String: Any]])
    #expect(inputs.count == missing.count)
    #expect(inputs[0]["hasUniqueValue"] as? Bool == true && inputs[0]["groupName"] as? String == "phano")
    let action = try #require(inputs.first { $0["name"] as? String == "phano_success_action" })
    #expect(action["type"] as? String == "enumeration" && action["fieldType"] as? String == "select")
    #expect(
      (action["options"] as? [[String: Any]])?.map { $0["value"] as? String } == [
        "verify", "service_recovery", "re_engage", "none",
      ])
    #expect(try HubSpot(idProperty: "own").missingProperties(Array(there.utf8)).contains("phano_account_id") == false)
  }

  @Test func `Salesforce's upsert takes records one by one, in order`() throws {
    let salesforce = try #require(Salesforce(idField: "Ext__c", version: "61.0"))
    let changes = CRMPlan(try records(["a", "b"]), found: ["a": [:]], createsMissing: true).changes
    let request = salesforce.upsert(changes)
    #expect(request.method == .patch)
    #expect(request.path == "/services/data/v61.0/composite/sobjects/Account/Ext__c")
    let body = try Samples.json(request.body)
    #expect(body["allOrNone"] as? Bool == false)
    let sent = try #require(body["records"] as? [[String: Any]])
    #expect((sent[0]["attributes"] as? [String: String]) == ["type": "Account"])
    #expect(sent[0]["Ext__c"] as? String == "a" && sent[0]["Name"] == nil && sent[1]["Name"] as? String == "Company b")
    #expect(sent[0]["Phano_Success_Action__c"] as? String == "service_recovery")
    #expect(sent[0]["id"] == nil && sent[0]["Id"] == nil)
    let refusals = try salesforce.refusals(
      Array(
        #"""
        [{"id":"001","success":true,"errors":[],"created":false},{"success":false,"errors":[{"statusCode":
        "FIELD_CUSTOM_VALIDATION_EXCEPTION","message":"no","fields":[]}]}]
        """#.utf8), of: changes)
    #expect(refusals == [CRMRefusal(id: "b", code: "FIELD_CUSTOM_VALIDATION_EXCEPTION", message: "no")])
    #expect(throws: CRMAnswerError.self) { try salesforce.refusals(Array("[]".utf8), of: changes) }
  }

  @Test func `no account's id breaks out of a query`() throws {
    let salesforce = try #require(Salesforce())
    #expect(Salesforce.literal("x') OR Name LIKE '%\\") == "'x\\') OR Name LIKE \\'%\\\\'")
    let requests = salesforce.reads((0..<500).map { "account '\($0)' & more # \u{E9}" })
    #expect(requests.count > 1)
    for request in requests {
      #expect(request.path.utf8.count <= 12_010)
      let query = try #require(request.path.split(separator: "=", maxSplits: 1).last?.removingPercentEncoding)
      #expect(query.hasPrefix("SELECT Phano_Account_Id__c,Phano_Verdict__c,") && query.hasSuffix("'\u{29}"))
    }
    #expect(Salesforce(idField: "x__c/../../y") == nil && Salesforce(version: "62.0/x") == nil)
  }

  @Test func `Salesforce's answers are understood`() throws {
    let salesforce = try #require(Salesforce())
    let found = try salesforce.found(
      Array(
        #"{"totalSize":1,"done":true,"records":[{"attributes":{},"Phano_Account_Id__c":"a","Phano_Score__c":31.0}]}"#
          .utf8))
    #expect(found["a"]?[.score] == .number(31) && found["a"]?[.verdict] == CRMValue.none)
    #expect(try Salesforce.token(Array(#"{"access_token":"00D!x","token_type":"Bearer"}"#.utf8)) == "00D!x")
    #expect(throws: CRMAnswerError.self) { try Salesforce.token(Array(#"{"error":"invalid_client"}"#.utf8)) }
    let missing = try salesforce.missingFields(Array(#"{"fields":[{"name":"phano_account_id__C"}]}"#.utf8))
    #expect(missing.count == CRMField.allCases.count && missing[0].name == "Phano_Verdict__c")
  }
}
