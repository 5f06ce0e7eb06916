@testable import Scoring
import Testing

@Suite struct ContentHashTests {
  private let files = PromptFiles(system: [0x61], user: [0x62], examples: [], schema: [0x63], metadata: [0x64, 0x65])

  @Test func `is the SHA-256 of the length-prefixed names and contents`() {
    // Computed with Python: sha256 over struct.pack(">Q", len(x)) + x for each name and content in turn.
    #expect(files.contentHash() == "9c5864e479330eb0c361d4a93dd79d05aa1a0f5ee7710cd3c0b3ba7398b3726a")
  }

  @Test(arguments: PromptFile.allCases) func `changes with a byte of each file`(file: PromptFile) {
    var changed = files
    switch file {
    case .system: changed.system.append(0x20)
    case .user: changed.user[0] ^= 1
    case .examples: changed.examples.append(0x0A)
    case .schema: changed.schema.insert(0x20, at: 0)
    case .metadata: changed.metadata.swapAt(0, 1)
    }
    #expect(changed.contentHash() != files.contentHash())
  }

  @Test func `a byte moved from one file to the next changes it`() {
    let moved = PromptFiles(system: [], user: [0x61, 0x62], examples: [], schema: [0x63], metadata: [0x64, 0x65])
    #expect(moved.contentHash() != files.contentHash())
  }

  @Test func `reads files through the caller's own I/O`() throws {
    struct Missing: Error { let file: PromptFile }
    let fixture = PromptFixture().files
    #expect(PromptFiles { fixture[$0] } == fixture)
    let error = #expect(throws: Missing.self) {
      try PromptFiles { (file: PromptFile) throws(Missing) -> [UInt8] in
        guard file != .schema else { throw Missing(file: file) }
        return fixture[file]
      }
    }
    #expect(error?.file == .schema)
  }
}
