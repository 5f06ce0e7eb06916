import Foundation
import Testing

/// The table of modules in the architecture against what the sources import.
@Suite struct ModuleOrderTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// The rank of each module in the table: imports go down, and modules of one row may know each other.
  private static func ranks() throws -> [String: Int] {
    let text = try String(contentsOf: root.appending(path: "ARCHITECTURE.md"), encoding: .utf8)
    let start = try #require(text.range(of: "## Modules"))
    let end = try #require(text.range(of: "\n## ", range: start.upperBound..<text.endIndex))
    var ranks: [String: Int] = [:]
    for (rank, row) in text[start.upperBound..<end.lowerBound].split(separator: "\n").enumerated() {
      guard row.hasPrefix("| `"), let cell = row.split(separator: "|").first else { continue }
      for name in cell.split(separator: "`", omittingEmptySubsequences: false).enumerated()
      where name.offset % 2 == 1 { ranks[String(name.element)] = rank }
    }
    return ranks
  }

  /// What each folder of Sources imports of the others.
  private static func imports() throws -> [String: Set<String>] {
    let sources = root.appending(path: "Sources")
    let modules = try FileManager.default.contentsOfDirectory(atPath: sources.path)
    var imports: [String: Set<String>] = [:]
    for module in modules {
      let files = FileManager.default.enumerator(atPath: sources.appending(path: module).path)
      imports[module] = []
      while let file = files?.nextObject() as? String {
        guard file.hasSuffix(".swift") else { continue }
        let text = try String(contentsOf: sources.appending(path: module).appending(path: file), encoding: .utf8)
        for line in text.split(separator: "\n") {
          let words = line.split(separator: " ")
          guard let index = words.firstIndex(of: "import"), index <= 2, index + 1 < words.count else { continue }
          let name = String(words[index + 1])
          if modules.contains(name), name != module { imports[module]?.insert(name) }
        }
      }
    }
    return imports
  }

  @Test func everyModuleIsInTheTableAndImportsGoDownIt() throws {
    let ranks = try Self.ranks()
    // What tests share is part of no layer.
    let apart: Set = ["TestSupport"]
    let imports = try Self.imports()
    #expect(imports.count > 30, "the sources were found")
    for (module, known) in imports where !apart.contains(module) {
      guard let rank = ranks[module] else {
        Issue.record("\(module) is not in the table of ARCHITECTURE.md")
        continue
      }
      for other in known.subtracting(apart) {
        guard let lower = ranks[other] else { continue }
        #expect(rank <= lower, "\(module) imports \(other), which stands above it")
      }
    }
    for name in ranks.keys { #expect(imports[name] != nil, "there is no module \(name) any more") }
  }
}
