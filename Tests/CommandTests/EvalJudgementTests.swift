import Foundation
import TestSupport
import Testing

/// What `phano eval` says about runs: gates, baselines, held-out splits, formats, and input that must never pass.
@Suite struct EvalJudgementTests {
  private let gates = #"""
    [{"metric":"accuracy","kind":"noninferior","margin":0.3},{"metric":"coverage","kind":"floor","value":1}]
    """#

  /// A workspace whose server answers as told, with a baseline of right answers.
  private func withBaseline(
    gates: String? = nil, _ body: (EvalWorkspace) async throws -> Void
  ) async throws {
    try await withFolder { folder in
      let workspace = try await EvalWorkspace(in: folder, items: 40, gates: gates ?? self.gates) { request, number in
        // The first recording is right; what is asked after it is always neutral.
        EvalWorkspace.answer(to: request, always: number < 32 ? nil : "neutral")
      }
      _ = try await workspace.resultHash(["--mode", "record"])
      let blessed = try await workspace.run(["bless", "latest", "main", "--reason", "the first one"])
      #expect(blessed.status == 0, "\(blessed.errors)")
      try await body(workspace)
    }
  }

  @Test func `a run that is as good as the baseline passes, a worse one fails`() async throws {
    try await withBaseline { workspace in
      _ = try await workspace.resultHash([])
      let passed = try await workspace.run(["gate", "latest", "--baseline", "main"])
      #expect(passed.status == 0, "\(passed.output)\(passed.errors)")
      _ = try await workspace.resultHash(["--mode", "record", "--refresh"])
      let failed = try await workspace.run(["gate", "latest", "--baseline", "main"])
      #expect(failed.status == 1, "\(failed.output)\(failed.errors)")
      #expect(failed.output.contains("worse by more than the margin"))
      let compared = try await workspace.run(["compare", "baseline:main", "latest"])
      #expect(compared.status == 1 && compared.output.contains("lost"), "\(compared.output)")
      let junit = try await workspace.run(["gate", "latest", "--baseline", "main", "--format", "junit"])
      #expect(junit.status == 1)
      #expect(junit.output.contains(#"tests="2" failures="1""#), "\(junit.output)")
      let github = try await workspace.run(["gate", "latest", "--baseline", "main", "--format", "github"])
      #expect(github.output.contains("::error title=accuracy noninferior 0.3::worse by more than the margin"))
    }
  }

  @Test func `too few items for a narrow margin are inconclusive`() async throws {
    let narrow = #"[{"metric":"accuracy","kind":"noninferior","margin":0.01}]"#
    try await withBaseline(gates: narrow) { workspace in
      let result = try await workspace.run(["gate", "latest", "--baseline", "main"])
      #expect(result.status == 2 && result.output.contains("inconclusive"), "\(result.output)")
      let power = try await workspace.run(["power", "--margin", "0.02", "--items", "500"])
      #expect(
        power.status == 0 && power.output.contains("1855") && power.output.contains("4.3 points"), "\(power.output)")
    }
  }

  @Test func `a gate of non-inferiority without a baseline is invalid, and so is a run of other data`() async throws {
    try await withBaseline { workspace in
      #expect(try await workspace.run(["gate", "latest"]).status == 3)
      _ = try await workspace.resultHash(["--system", "embedded", "--limit", "5"])
      let other = try await workspace.run(["gate", "latest", "--baseline", "main"])
      #expect(other.status == 3 && other.errors.contains("25 items"), "\(other.errors)")
      #expect(try await workspace.run(["gate", "latest", "--baseline", "none"]).status == 65)
      #expect(try await workspace.run(["gate", "nothing", "--baseline", "main"]).status == 65)
    }
  }

  @Test func `a held-out split needs a reason, goes on record, and is not looked at item by item`() async throws {
    try await withFolder { folder in
      let workspace = try await EvalWorkspace(in: folder)
      let embedded = ["run", "--system", "embedded", "--split", "test"]
      let refused = try await workspace.run(embedded)
      #expect(refused.status == 3 && refused.errors.contains("held out"), "\(refused.errors)")
      #expect(try await workspace.run(embedded + ["--heldout"]).status == 64)
      for number in 1...2 {
        let value = try await workspace.json(embedded + ["--heldout", "--reason", "release \(number)"])
        #expect(((value["run"] as? [String: Any])?["heldout"] as? [String: Any])?["use_index"] as? Int == number)
      }
      #expect(try await workspace.run(["show", "latest", "--wrong"]).status == 3)
      #expect(try await workspace.run(["labels", "suspects", "latest"]).status == 3)
      #expect(try await workspace.run(["calibrate", "latest"]).status == 3)
      let log = try workspace.read("eval/heldout.jsonl")
      try workspace.write("eval/heldout.jsonl", log.replacing("release 1", with: "release 9"))
      let broken = try await workspace.run(embedded + ["--heldout", "--reason", "release 3"])
      #expect(broken.status == 3 && broken.errors.contains("line 1: the chain"), "\(broken.errors)")
      // Nothing that isn't held out is put on record.
      let open = try await workspace.run([
        "run", "--system", "embedded", "--split", "dev", "--heldout", "--reason", "x",
      ])
      #expect(open.status == 65)
    }
  }

  @Test func `show finds what is wrong in a part`() async throws {
    try await withFolder { folder in
      let workspace = try await EvalWorkspace(in: folder) { request, _ in
        EvalWorkspace.answer(to: request, always: "neutral")
      }
      _ = try await workspace.resultHash(["--mode", "record"])
      let shown = try await workspace.run(["show", "latest", "--wrong", "--slice", "lang=de"])
      #expect(shown.status == 0 && shown.output.contains("word0x0"), "\(shown.output)\(shown.errors)")
      // i1 is neutral in truth, i2 is French.
      #expect(!shown.output.contains("word1x0") && !shown.output.contains("word2x0"))
      #expect(try await workspace.run(["show", "latest", "--slice", "lang=xx"]).status == 3)
      let score = try await workspace.run(["score", "latest"])
      #expect(score.status == 0, "\(score.output)\(score.errors)")
      #expect(workspace.server.requests.count == 10)
      let fitted = try await workspace.run(["calibrate", "latest", "--write", "--family", "m"])
      #expect(fitted.status == 0 && fitted.output.contains("temperature"), "\(fitted.output)\(fitted.errors)")
      #expect(try workspace.read("prompt/prompt.json").contains(#""calibration": {"m":"#))
      // The prompt's hash is another now, and its requests are the same: all of them are found.
      let calibrated = try await workspace.json(["run"])
      let use = (calibrated["run"] as? [String: Any])?["calibration"] as? [String: Any]
      #expect(use?["fitted"] as? Bool == true)
    }
  }

  private func broken(_ line: String) -> String { EvalWorkspace.lines(3) + line + "\n" }

  @Test(arguments: [
    (#"{"id":"x","text":"a","label":"angry"}"#, "line 4: 'label' is none of"),
    (#"{"id":"i0","text":"a","label":"neutral"}"#, "line 4: the id of line 1 a second time"),
    (#"{"id":"x","text":"a","label":"#, "line 4: not valid JSON"),
    (#"{"id":"x","label":"neutral"}"#, "line 4: 'text' is missing"),
  ])
  func `data with a broken line are refused, and the line is named`(line: String, expected: String) async throws {
    try await withFolder { folder in
      let file = folder.appending(path: "data.jsonl")
      try Data(broken(line).utf8).write(to: file)
      let result = try await PhanoProcess.run(["eval", "run", "--endpoint", "embedded", "--dataset", file.path])
      #expect(result.status == 65 && result.errors.contains(expected), "\(result.errors)")
      let lint = try await PhanoProcess.run(["eval", "lint", "--dataset", file.path])
      #expect(lint.status == 65 && lint.output.contains("data.jsonl:4: error"), "\(lint.output)")
    }
  }

  @Test func `a file that is not the manifest's, a leaked example and a run of nothing are no measurements`()
    async throws
  {
    try await withFolder { folder in
      let workspace = try await EvalWorkspace(in: folder)
      let run = ["run", "--system", "embedded"]
      let nothing = try await workspace.run(run + ["--split", "nowhere"])
      #expect(nothing.status == 3 && nothing.errors.contains("no item"), "\(nothing.errors)")
      let lines = try workspace.read("eval/data/gold.jsonl")
      try workspace.write("eval/data/gold.jsonl", lines.replacing("word0x0", with: "word0y0"))
      let changed = try await workspace.run(run)
      #expect(changed.status == 3 && changed.errors.contains("sha256"), "\(changed.errors)")
      #expect(try await workspace.run(["lint"]).status == 3)
      let leak = #"""
        {"id":"leak","text":"Hello, since Tuesday the CSV export writes a point instead of a comma as decimal separator. \#
        Steps: Reports, Monthly, Export. It happens for all three of our sites.","label":"neutral","split":"dev","group":"l"}
        """#
      try workspace.write("eval/data/gold.jsonl", lines + leak + "\n")
      #expect(try await workspace.run(["lint", "--write-manifest", "2"]).status == 65)
      let leaked = try await workspace.run(run)
      #expect(
        leaked.status == 3 && leaked.errors.contains("line 13: leak: example 1 of the prompt"), "\(leaked.errors)")
    }
  }

  @Test func `a run whose items were changed is refused`() async throws {
    try await withFolder { folder in
      let workspace = try await EvalWorkspace(in: folder, gates: gates)
      let value = try await workspace.json(["run", "--system", "embedded"])
      let id = try #require((value["run"] as? [String: Any])?["run_id"] as? String)
      let name = "eval/runs/\(id)/items.jsonl"
      let items = try workspace.read(name)
      try workspace.write(name, items.replacing(#""gold":"negative""#, with: #""gold":"positive""#, maxReplacements: 1))
      let changed = try await workspace.run(["gate", id])
      #expect(changed.status == 3 && changed.errors.contains("the items' hash"), "\(changed.errors)")
      let nan = items.replacing(/"conf":[0-9.]+/, with: #""conf":NaN"#, maxReplacements: 1)
      #expect(nan != items)
      try workspace.write(name, nan)
      let refused = try await workspace.run(["show", id])
      #expect(refused.status == 65 && refused.errors.contains("items.jsonl, line 1"), "\(refused.errors)")
    }
  }
}
