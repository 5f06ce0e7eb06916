import Foundation
import TestSupport
import Testing

/// `phano eval run` and its cassettes, as a process against a real HTTP server.
@Suite struct EvalTests {
  @Test func `without being told to, it calls nobody, and says what was never recorded`() async throws {
    try await withFolder { folder in
      let workspace = try await EvalWorkspace(in: folder)
      let result = try await workspace.run(["run"])
      #expect(result.status == 4, "\(result.errors)")
      #expect(result.output.contains("10 answers were never recorded"))
      #expect(result.output.contains("no answer was ever recorded"))
      #expect(workspace.server.requests.isEmpty)
    }
  }

  @Test func `what was recorded is replayed, twice to the same result`() async throws {
    try await withFolder { folder in
      let workspace = try await EvalWorkspace(in: folder)
      let recorded = try await workspace.resultHash(["--mode", "record"])
      #expect(workspace.server.requests.count == 10)
      let first = try await workspace.json(["run"])
      let again = try await workspace.json(["run", "--concurrency", "1"])
      let second = try #require((again["run"] as? [String: Any])?["result_sha256"] as? String)
      // All figures are the same, in whatever order the answers came.
      let figures = try [first, again].map {
        try JSONSerialization.data(withJSONObject: $0["metrics"] ?? [], options: .sortedKeys)
      }
      #expect(figures[0] == figures[1])
      #expect(workspace.server.requests.count == 10)
      let run = try #require(first["run"] as? [String: Any])
      #expect(run["result_sha256"] as? String == recorded && second == recorded)
      #expect((run["cassette"] as? [String: Any])?["hits"] as? Int == 10)
      #expect((run["model"] as? [String: Any])?["served"] as? [String] == ["m-1-0301"])
      #expect(run["cost_micro_usd"] as? Int == 1100)
      let verified = try await workspace.run(["cassette", "verify"])
      #expect(verified.status == 0 && verified.output.contains("10 records"), "\(verified.errors)")
      let statistics = try await workspace.run(["cassette", "stats"])
      #expect(statistics.output.contains("m-1-0301") && statistics.output.contains("stop 10"))
    }
  }

  @Test func `a miss says which part of the request is another`() async throws {
    try await withFolder { folder in
      let workspace = try await EvalWorkspace(in: folder)
      _ = try await workspace.resultHash(["--mode", "record"])
      let system = try workspace.read("prompt/system.txt")
      try workspace.write("prompt/system.txt", system + "\nBe brief.\n")
      let result = try await workspace.run(["run"])
      #expect(result.status == 4)
      #expect(result.output.contains("messages[0] (the instructions) differ from byte"), "\(result.output)")
      #expect(!result.output.contains("params"))
    }
  }

  @Test func `a torn last line is asked for again, and only that`() async throws {
    try await withFolder { folder in
      let workspace = try await EvalWorkspace(in: folder)
      let whole = try await workspace.resultHash(["--mode", "record"])
      let file = try workspace.cassette
      let bytes = try Data(contentsOf: file)
      try bytes.dropLast(20).write(to: file)
      #expect(try await workspace.run(["run"]).status == 4)
      let verified = try await workspace.run(["cassette", "verify"])
      #expect(verified.status == 0 && verified.output.contains("torn"), "\(verified.output)")
      #expect(try await workspace.resultHash(["--mode", "record"]) == whole)
      #expect(workspace.server.requests.count == 11)
      #expect(try await workspace.resultHash([]) == whole)
    }
  }

  @Test func `a record that was changed stops the run, and is named`() async throws {
    try await withFolder { folder in
      let workspace = try await EvalWorkspace(in: folder)
      _ = try await workspace.resultHash(["--mode", "record"])
      let file = try workspace.cassette
      let text = String(decoding: try Data(contentsOf: file), as: UTF8.self)
      var lines = text.split(separator: "\n").map(String.init)
      let place = try #require(lines.firstIndex { $0.contains("prompt_tokens") })
      lines[place] = lines[place].replacing("prompt_tokens", with: "prompt_tokenz")
      try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: file)
      let result = try await workspace.run(["run"])
      #expect(result.status == 3)
      #expect(result.errors.contains("line \(place + 1): its hash is"), "\(result.errors)")
      #expect(try await workspace.run(["cassette", "verify"]).status == 3)
    }
  }

  @Test func `refusals and malformed answers are recorded, failed calls are not`() async throws {
    try await withFolder { folder in
      let workspace = try await EvalWorkspace(in: folder) { request, _ in
        let text = String(decoding: request.body, as: UTF8.self)
        if text.contains("word0x0") { return EvalWorkspace.completion("no idea") }
        if text.contains("word1x0") {
          return .answer(
            status: 200, body: Array(#"{"choices":[{"message":{"content":null,"refusal":"no"}}]}"#.utf8))
        }
        if text.contains("word2x0") { return .answer(status: 500) }
        return EvalWorkspace.answer(to: request)
      }
      let value = try await workspace.json(["run", "--mode", "record"], status: 3)
      let totals = try #require((value["run"] as? [String: Any])?["totals"] as? [String: Int])
      #expect(totals == ["ok": 7, "invalid": 1, "refused": 1, "error": 1])
      // The invalid answer is asked for once more, as the worker does, and both answers are kept.
      let statistics = try await workspace.run(["cassette", "verify"])
      #expect(statistics.output.contains("10 records"), "\(statistics.output)")
      let replay = try await workspace.json(["run"], status: 4)
      #expect((replay["misses"] as? [Any])?.count == 1)
    }
  }

  @Test func `a run that was interrupted is gone on with, and comes to the same result`() async throws {
    try await withFolder { folder in
      let workspace = try await EvalWorkspace(in: folder) { request, number in
        number < 3 ? EvalWorkspace.answer(to: request) : .late(.milliseconds(400), EvalWorkspace.answer(to: request))
      }
      let arguments = ["eval", "run", "--mode", "record", "--concurrency", "1", "--config", workspace.config]
      let process = try PhanoProcess.make(arguments)
      (process.standardOutput, process.standardError) = (FileHandle.nullDevice, FileHandle.nullDevice)
      try process.run()
      let deadline = ContinuousClock.now + .seconds(30)
      while workspace.server.requests.count < 4, ContinuousClock.now < deadline {
        try await Task.sleep(for: .milliseconds(10))
      }
      process.interrupt()
      process.waitUntilExit()
      #expect(process.terminationStatus == 130)
      let runs = try FileManager.default.contentsOfDirectory(atPath: workspace.root.appending(path: "runs").path)
      #expect(runs.count == 1)
      #expect(try workspace.read("eval/runs/\(runs[0])/run.json").contains(#""status" : "interrupted""#))
      let resumed = try await workspace.json(["run", "--mode", "record", "--resume"])
      #expect((resumed["run"] as? [String: Any])?["run_id"] as? String == runs[0])
      // The call under way when it was stopped may be made twice; no answer that was kept is.
      #expect(workspace.server.requests.count <= 11)
      let hash = (resumed["run"] as? [String: Any])?["result_sha256"] as? String
      #expect(try await workspace.resultHash([]) == hash)
    }
  }

  @Test func `a process that was killed leaves nothing that a later one stumbles over`() async throws {
    try await withFolder { folder in
      let workspace = try await EvalWorkspace(in: folder) { request, number in
        number < 3 ? EvalWorkspace.answer(to: request) : .late(.milliseconds(300), EvalWorkspace.answer(to: request))
      }
      let process = try PhanoProcess.make(
        ["eval", "run", "--mode", "record", "--concurrency", "1", "--config", workspace.config])
      (process.standardOutput, process.standardError) = (FileHandle.nullDevice, FileHandle.nullDevice)
      try process.run()
      let deadline = ContinuousClock.now + .seconds(30)
      while workspace.server.requests.count < 5, ContinuousClock.now < deadline {
        try await Task.sleep(for: .milliseconds(10))
      }
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      let resumed = try await workspace.resultHash(["--mode", "record", "--resume"])
      #expect(workspace.server.requests.count <= 12)
      #expect(try await workspace.resultHash([]) == resumed)
    }
  }

  @Test func `spending stops at the limit`() async throws {
    try await withFolder { folder in
      let workspace = try await EvalWorkspace(in: folder)
      let arguments = ["run", "--mode", "record", "--concurrency", "1", "--max-cost", "350"]
      let result = try await workspace.run(arguments)
      #expect(result.status == 3 && result.output.contains("stopped at"), "\(result.output)")
      // 110 micro-dollars a call: a fourth one would be beyond it.
      #expect(workspace.server.requests.count == 3)
    }
  }

  @Test func `asking anew makes a new generation and leaves the old one`() async throws {
    try await withFolder { folder in
      let workspace = try await EvalWorkspace(in: folder)
      let first = try await workspace.resultHash(["--mode", "record"])
      #expect(try await workspace.resultHash(["--mode", "record", "--refresh"]) == first)
      #expect(workspace.server.requests.count == 20)
      let files = try FileManager.default.contentsOfDirectory(
        atPath: workspace.root.appending(path: "cassettes/m-1").path
      ).sorted()
      #expect(files.count == 2 && files[0].hasSuffix(".2.jsonl"))
      let paths = files.map { workspace.path("eval/cassettes/m-1/\($0)") }
      let diff = try await workspace.json(["cassette", "diff"] + paths)
      #expect(diff["same"] as? Int == 10)
    }
  }

  @Test func `the embedded classifier needs no cassette and no server`() async throws {
    try await withFolder { folder in
      let workspace = try await EvalWorkspace(in: folder)
      let first = try await workspace.json(["run", "--system", "embedded"])
      let run = try #require(first["run"] as? [String: Any])
      #expect(run["cassette"] == nil)
      #expect(try await workspace.resultHash(["--system", "embedded"]) == run["result_sha256"] as? String)
      // The same without a configuration, on a file alone.
      let plain = try await PhanoProcess.run([
        "eval", "run", "--dataset", workspace.path("eval/data/gold.jsonl"), "--split", "dev", "--endpoint", "embedded",
        "--config", workspace.config,
      ])
      #expect(plain.status == 0 && plain.output.contains("computed in this process"), "\(plain.errors)")
      #expect(workspace.server.requests.isEmpty)
    }
  }
}
