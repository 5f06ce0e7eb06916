import Foundation
import Glibc
import HTTPTransport
import Testing

@testable import ModelEndpoint

@Suite struct APIKeyTests {
  private func file(_ text: String, mode: mode_t) throws -> String {
    let path = FileManager.default.temporaryDirectory.appending(path: "key-\(UUID().uuidString)").path
    try Data(text.utf8).write(to: URL(filePath: path))
    chmod(path, mode)
    return path
  }

  @Test(arguments: [mode_t(0o600), 0o400])
  func aFileOfTheOwnersAloneIsRead(_ mode: mode_t) throws {
    let path = try file(" sk-123\n", mode: mode)
    defer { unlink(path) }
    #expect(try APIKey(file: path).secret == "sk-123")
  }

  @Test(arguments: [mode_t(0o644), 0o640, 0o604, 0o660])
  func aFileThatOthersMayReadIsRefused(_ mode: mode_t) throws {
    let path = try file("sk-123", mode: mode)
    defer { unlink(path) }
    let error = #expect(throws: APIKeyError.self) { try APIKey(file: path) }
    #expect(error?.reason == .openToOthers(path: path, mode: Int(mode)))
    #expect(error?.description.contains("chmod 600") == true && error?.description.contains("sk-123") == false)
  }

  @Test(arguments: ["", "\n", "a b", "a\nb", "sk-ü", String(repeating: "k", count: 5000)])
  func aFileThatHoldsNoKeyIsRefused(_ text: String) throws {
    let path = try file(text, mode: 0o600)
    defer { unlink(path) }
    #expect(throws: APIKeyError(.malformed(source: "file \(path)"))) { try APIKey(file: path) }
  }

  @Test func aMissingFileAndAFolderAreNamed() {
    let error = #expect(throws: APIKeyError.self) { try APIKey(file: "/no/such/key") }
    #expect(error?.description.contains("/no/such/key") == true && error?.description.contains("No such file") == true)
    #expect(throws: APIKeyError.self) { try APIKey(file: "/tmp") }
  }

  @Test func anEnvironmentVariableIsRead() throws {
    #expect(try APIKey(variable: "K", of: ["K": "sk-1"]).secret == "sk-1")
    #expect(throws: APIKeyError(.missingVariable("L"))) { try APIKey(variable: "L", of: ["K": "sk-1"]) }
  }

  @Test func theKeyShowsInNoDescription() throws {
    let key = try APIKey(variable: "K", of: ["K": "sk-secret"])
    var dumped = ""
    dump(key, to: &dumped)
    for text in ["\(key)", String(reflecting: key), "\(Optional(key) as Any)", "\([key])", dumped] {
      #expect(!text.contains("secret"))
    }
  }

  @Test func theKeyGoesIntoItsHeaderAlone() async throws {
    let key = try APIKey(variable: "K", of: ["K": "sk-secret"])
    for (header, expected) in [(KeyHeader.bearer, "Bearer sk-secret"), (.apiKey, "sk-secret")] {
      let profile = try testProfile {
        $0.needsKey = true
        $0.keyHeader = header
      }
      let transport = ScriptedTransport([])
      let endpoint = try ModelEndpoint(
        profile, key: key, transport: transport, clock: TestClock().clock(), logger: LogRecorder().logger)
      let error = await endpoint.failure(try clearedBody(for: profile), deadline: .now + .seconds(60))
      let sent = try #require(transport.sent.first)
      #expect(sent.headers.first { $0.name.lowercased() == header.rawValue }?.value == expected)
      #expect(sent.headers.filter { $0.value.contains("secret") }.count == 1)
      #expect(error?.description.contains("secret") == false)
    }
  }

  @Test func anEndpointThatNeedsAKeyDoesNotStartWithoutOne() throws {
    let profile = try testProfile { $0.needsKey = nil }
    let error = #expect(throws: EndpointRefusal.self) { try ModelEndpoint(test: profile, ScriptedTransport([])) }
    #expect(error == .key(APIKeyError(.notConfigured(endpoint: "test"))))
  }

  @Test(
    arguments: [
      (0o400, 7, 7, true), (0o600, 7, 7, true), (0o440, 7, 7, false), (0o444, 7, 7, false),
      (0o440, 0, 7, true), (0o640, 0, 7, true), (0o460, 0, 7, false), (0o444, 0, 7, false), (0o440, 0, 0, false),
    ] as [(mode_t, uid_t, uid_t, Bool)])
  func aSecretFileIsItsOwnersOrOneOfRootsForAGroup(_ mode: mode_t, _ owner: uid_t, _ reader: uid_t, _ isPrivate: Bool) {
    #expect(SecretFile.isPrivate(mode: mode, owner: owner, reader: reader) == isPrivate)
  }
}
