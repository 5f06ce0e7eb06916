import Foundation
import TestSupport
import Testing

/// A folder with data, prompt, configuration and a server that answers: all that an evaluation needs.
struct EvalWorkspace {
  let folder: URL
  let server: MisbehavingServer

  var root: URL { folder.appending(path: "eval") }
  var config: String { root.appending(path: "eval.json").path }

  /// - Parameter reply: To a request; by default a neutral label for texts that say `neutral` and so on.
  init(
    in folder: URL, items: Int = 12, gates: String = "[]", systems: String? = nil,
    reply: @escaping @Sendable (MisbehavingServer.Request, Int) -> MisbehavingServer.Reply = { request, _ in
      EvalWorkspace.answer(to: request)
    }
  ) async throws {
    self.folder = folder
    server = try MisbehavingServer(reply)
    try FileManager.default.createDirectory(
      at: folder.appending(path: "eval/data"), withIntermediateDirectories: true)
    try FileManager.default.copyItem(
      at: PhanoProcess.root.appending(path: "prompts/sentiment/v1"), to: folder.appending(path: "prompt"))
    let own = #"""
      [{"id":"srv","provider":"llamacpp","model":"m-1","prompt":"../prompt","base_url":"\#(server.url)/v1",
        "price_micro_usd_per_mtok":{"in":1000000,"out":1000000}},
       {"id":"embedded","provider":"embedded","prompt":"../prompt"}]
      """#
    try write(
      "eval/eval.json",
      #"""
      {"v":1,"dataset":"data/gold.manifest.json","systems":\#(systems ?? own),"bootstrap":{"B":200},"min_slice_n":4,
       "slices":["lang"],"limits":{"max_attempts":1},"gates":\#(gates)}
      """#)
    try write("eval/data/gold.jsonl", Self.lines(items))
    let lint = try await run(["lint", "--dataset", path("eval/data/gold.jsonl"), "--write-manifest", "1"])
    #expect(lint.status == 0, "\(lint.output)\(lint.errors)")
  }

  /// Items that say their label; two of a group, each fourth one of the test split. No two texts have words in common.
  static func lines(_ count: Int) -> String {
    (0..<count).map { index in
      let label = ["negative", "neutral", "positive"][index % 3]
      let words = (0..<8).map { "word\(index)x\($0)" }.joined(separator: " ")
      let group = index / 2
      return #"""
        {"id":"i\#(index)","text":"\#(words) \#(label) tone","label":"\#(label)","split":"\#(group % 4 == 3 ? "test" : "dev")",\#
        "lang":"\#(index % 4 < 2 ? "de" : "fr")","channel":"email","group":"g\#(group)"}
        """#
    }.joined(separator: "\n") + "\n"
  }

  /// The label that the text says, as a chat completion.
  static func answer(to request: MisbehavingServer.Request, always: String? = nil) -> MisbehavingServer.Reply {
    let text = String(decoding: request.body, as: UTF8.self)
    let said = ["negative", "neutral", "positive"].first { text.contains("\($0) tone") } ?? "neutral"
    let label = always ?? said
    func p(_ other: String) -> String { other == label ? "0.8" : "0.1" }
    let content =
      #"{\"label\":\"\#(label)\",\"p\":{\"negative\":\#(p("negative")),\"neutral\":\#(p("neutral")),"#
      + #"\"positive\":\#(p("positive"))},\"mixed\":false,\"issue_reported\":false,\"cues\":[],\"evidence\":[],"#
      + #"\"topics\":[\"other\"],\"language\":\"en\"}"#
    return completion(content)
  }

  static func completion(_ content: String) -> MisbehavingServer.Reply {
    .answer(
      status: 200, headers: [("content-type", "application/json")],
      body: Array(
        #"""
        {"model":"m-1-0301","choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"\#(content)"}}],
        "usage":{"prompt_tokens":100,"completion_tokens":10}}
        """#.utf8))
  }

  func path(_ name: String) -> String { folder.appending(path: name).path }

  func write(_ name: String, _ text: String) throws { try Data(text.utf8).write(to: folder.appending(path: name)) }

  func read(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: folder.appending(path: name)), as: UTF8.self)
  }

  /// `phano eval ...` with this workspace's configuration.
  func run(_ arguments: [String]) async throws -> PhanoProcess {
    try await PhanoProcess.run(["eval"] + arguments + ["--config", config])
  }

  /// What a command prints as JSON.
  func json(_ arguments: [String], status: Int32 = 0) async throws -> [String: Any] {
    let result = try await run(arguments + ["--format", "json"])
    #expect(result.status == status, "\(result.output)\(result.errors)")
    return try #require(try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
  }

  /// Runs and gives the result's hash.
  func resultHash(_ arguments: [String]) async throws -> String {
    let value = try await json(["run"] + arguments)
    return try #require((value["run"] as? [String: Any])?["result_sha256"] as? String)
  }

  /// The file that answers were recorded into.
  var cassette: URL {
    get throws {
      let folder = root.appending(path: "cassettes/m-1")
      let name = try #require(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted().first)
      return folder.appending(path: name)
    }
  }
}
