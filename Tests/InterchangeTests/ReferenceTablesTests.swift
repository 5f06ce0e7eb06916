import Foundation
import Interchange
import Testing

@Suite struct ReferenceTablesTests {
  @Test func `tables below the paths of an import tell accounts and speakers, whatever the files' names and order`()
    async throws
  {
    let folder = FileManager.default.temporaryDirectory.appending(path: "phano-tables-\(UUID().uuidString.prefix(8))")
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.createDirectory(at: folder.appending(path: "z"), withIntermediateDirectories: true)
    for (name, text) in [
      ("a.eml", "From: Bea <bea@acme.example>\r\nSubject: x\r\nMessage-ID: <1@acme.example>\r\n\r\nIt fails.\r\n"),
      ("b.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Bea Rossi>It fails again.\n"),
      ("z/customers.txt", "account,name,domain\nA-1,Acme,ACME.example\n"),
      ("z/people.csv", "name,email,account\nBea Rossi,bea@acme.example,A-1\n"),
    ] {
      try Data(text.utf8).write(to: folder.appending(path: name))
    }
    let plain = ImportOptions(importedAt: Date(timeIntervalSince1970: 1_714_737_600))
    let tables = ReferenceTables(below: [folder.path], options: plain)
    #expect(tables.accountsByDomain == ["acme.example": "A-1"])
    #expect(tables.people == [KnownPerson(name: "Bea Rossi", address: "bea@acme.example", account: "A-1")])

    var informed = plain
    informed.rules = ImportRules(accountsByDomain: tables.accountsByDomain, contacts: tables.people)
    var accounts: [String] = []
    var passedOver: [String] = []
    for await record in Importer(options: informed).records(at: folder.path) {
      switch record {
      case .interaction(let interaction): accounts.append(interaction.account.externalID)
      case .passedOver(let what): passedOver.append(what)
      case .problem(let problem): Issue.record("\(problem)")
      default: break
      }
    }
    #expect(accounts == ["A-1", "A-1"])
    #expect(passedOver == ["table of people at customers, who are known as speakers"])
  }
}
