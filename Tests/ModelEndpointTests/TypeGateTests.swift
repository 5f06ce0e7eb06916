import Foundation
import Testing

/// What must not compile: the compiler itself is asked. A string, however it is wrapped, does not get past the gate.
@Suite(.enabled(if: Compiler.modules != nil, "skipped: the built modules are not beside the tests"))
struct TypeGateTests {
  @Test func `a body that the gate cleared can be sent`() throws {
    #expect(try Compiler.errors(in: "_ = try await endpoint.complete(body, deadline: .now)") == [])
  }

  @Test(arguments: [
    (#"_ = try await endpoint.complete("text", deadline: .now)"#, "expected argument type 'ClearedBody'"),
    (#"_ = try await endpoint.complete(Array("text".utf8), deadline: .now)"#, "expected argument type 'ClearedBody'"),
    (#"_ = ClearedBody(bytes: [])"#, "'ClearedBody' initializer is inaccessible"),
    (#"var other = body; other.bytes = []"#, "'bytes' is a get-only property"),
    (#"_ = MaskedText(text: "text", spans: [])"#, "'MaskedText' initializer is inaccessible"),
    (#"_ = MaskedText.joined([.empty, .empty], separator: "\(body)")"#, "expected argument type 'StaticString'"),
    (#"_ = MaskedConversation(channel: .email, passages: ["text"])"#, "'String' to expected"),
    (#"_ = ChatRequest(messages: [])"#, "'ChatRequest' initializer is inaccessible"),
    (#"_ = ChatMessage(role: .user, content: "text")"#, "'ChatMessage' initializer is inaccessible"),
  ])
  func `nothing else can be sent, made or passed for masked`(snippet: String, reason: String) throws {
    let errors = try Compiler.errors(in: snippet)
    #expect(errors.contains { $0.contains(reason) }, "\(errors)")
  }
}

/// The compiler that built the tests, on the modules that it built.
private enum Compiler {
  /// The folder of the modules, nil when the tests were moved away from it.
  static let modules: URL? = {
    let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardizedFileURL
    let candidates = [
      URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent(), root.appending(path: ".build/debug"),
    ].map { $0.appending(path: "Modules") }
    return candidates.first {
      FileManager.default.fileExists(atPath: $0.appending(path: "ModelEndpoint.swiftmodule").path)
    }
  }()

  /// What the compiler says against a statement in a function that has an endpoint and a cleared body.
  static func errors(in statement: String) throws -> [String] {
    let folder = FileManager.default.temporaryDirectory.appending(path: "phano-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let (source, report) = (folder.appending(path: "snippet.swift"), folder.appending(path: "report"))
    try Data(
      """
      import Anonymization
      import Conversation
      import ModelEndpoint
      import Scoring
      func send(_ endpoint: ModelEndpoint, _ body: ClearedBody) async throws {
        \(statement)
      }
      """.utf8
    ).write(to: source)
    try Data().write(to: report)
    let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardizedFileURL
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [
      "swiftc", "-typecheck", "-swift-version", "6", "-I", modules?.path ?? "",
      "-I", root.appending(path: "Sources/CLibcurl").path, source.path,
    ]
    process.standardError = try FileHandle(forWritingTo: report)
    try process.run()
    process.waitUntilExit()
    let text = String(decoding: try Data(contentsOf: report), as: UTF8.self)
    let errors = text.split(separator: "\n").filter { $0.contains("error:") }.map(String.init)
    // A compiler that could not start, or a module that it cannot read, would refuse everything.
    #expect(process.terminationStatus == (errors.isEmpty ? 0 : 1), "\(text)")
    #expect(!errors.contains { $0.contains("no such module") }, "\(text)")
    return errors
  }
}
