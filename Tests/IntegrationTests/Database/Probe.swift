import Testing
@Suite struct Probe { @Test func `it builds`() { #expect(Bool(true)) } }
