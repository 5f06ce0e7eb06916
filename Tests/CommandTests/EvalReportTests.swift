import Foundation
import TestSupport
import Testing

/// `phano eval report`: what the file is, and what it must not hold.
@Suite struct EvalReportTests {
  private func permissions(_ path: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
  }

  @Test func `a run becomes one file that its owner alone may read`() async throws {
    try await withFolder { folder in
      let workspace = try await EvalWorkspace(in: folder)
      let value = try await workspace.json(["run", "--system", "embedded"])
      let id = try #require((value["run"] as? [String: Any])?["run_id"] as? String)
      let result = try await workspace.run(["report", "latest"])
      #expect(result.status == 0, "\(result.errors)")
      let file = "eval/runs/\(id)/report.html"
      #expect(result.output.contains("report.html\nnot judged; holds texts of customers"), "\(result.output)")
      #expect(try permissions(workspace.path(file)) == 0o600)
      let page = try workspace.read(file)
      #expect(page.hasPrefix("<!doctype html>\n<!-- This report holds texts of customers"))
      #expect(page.contains(id) && page.hasSuffix("</html>\n"))
      // Over an older one that others may read.
      try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: workspace.path(file))
      #expect(try await workspace.run(["report", id]).status == 0)
      #expect(try permissions(workspace.path(file)) == 0o600)
      let left = try FileManager.default.contentsOfDirectory(atPath: workspace.path("eval/runs/\(id)"))
      #expect(!left.contains { $0.hasPrefix(".report") })
    }
  }

  @Test func `a baseline is compared with, and its folder gets no page unasked`() async throws {
    try await withFolder { folder in
      let gate = #"[{"metric":"accuracy","kind":"noninferior","margin":0.1}]"#
      let workspace = try await EvalWorkspace(in: folder, items: 40, gates: gate) { request, number in
        EvalWorkspace.answer(to: request, always: number < 32 ? nil : "neutral")
      }
      _ = try await workspace.resultHash(["--mode", "record"])
      #expect(try await workspace.run(["bless", "latest", "main", "--reason", "first"]).status == 0)
      _ = try await workspace.resultHash(["--mode", "record", "--refresh"])
      let output = workspace.path("page.html")
      let value = try await workspace.json(["report", "latest", "--baseline", "main", "--output", output])
      // The page is a page whatever it says; 'eval gate' is what fails.
      #expect(value["judgement"] as? String == "regression" && value["file"] as? String == output)
      let page = try workspace.read("page.html")
      #expect(page.contains("Answers that changed") && page.contains("data-k=\"lost\""))
      let alone = try await workspace.json(["report", "latest", "--output", output])
      #expect(alone["judgement"] as? String == "not judged")
      #expect(try workspace.read("page.html").contains("1 more needs a baseline"))
      #expect(try await workspace.run(["report", "baseline:main"]).status == 64)
      #expect(try await workspace.run(["report", "latest", "--baseline", "none"]).status == 65)
      #expect(try await workspace.run(["report", "latest", "--output", "/dev/null/page.html"]).status == 65)
    }
  }

  @Test func `a held-out split is reported without items, and an empty run not at all`() async throws {
    try await withFolder { folder in
      let workspace = try await EvalWorkspace(in: folder)
      _ = try await workspace.resultHash(
        ["--system", "embedded", "--split", "test", "--heldout", "--reason", "release"])
      let output = workspace.path("page.html")
      #expect(try await workspace.run(["report", "latest", "--output", output]).status == 0)
      let page = try workspace.read("page.html")
      #expect(!page.contains("word6x0") && !page.contains("id=\"wrong\"") && page.contains("held-out split"))
      // Nothing was recorded, so that no answer can come.
      _ = try await workspace.run(["run", "--system", "srv"])
      let empty = try await workspace.run(["report", "latest", "--output", output])
      #expect(empty.status == 3 && empty.errors.contains("has no items"), "\(empty.output)\(empty.errors)")
    }
  }

  @Test func `a run with answers that never came is written and called invalid`() async throws {
    try await withFolder { folder in
      let workspace = try await EvalWorkspace(in: folder) { request, number in
        number < 5 ? EvalWorkspace.answer(to: request) : .answer(status: 500, headers: [], body: [])
      }
      #expect(try await workspace.run(["run", "--mode", "live"]).status == 3)
      let output = workspace.path("page.html")
      let value = try await workspace.json(["report", "latest", "--output", output], status: 3)
      #expect(value["judgement"] as? String == "invalid")
      #expect(try workspace.read("page.html").contains("answers never came"))
    }
  }
}
