import Anonymization
import Testing

@Suite struct MaskingCaseTests {
  @Test func `the same value gets the same placeholder in every field`() {
    var masking = Masker().beginCase()
    let subject = masking.mask("Call from ana@example.org")
    let body = masking.mask("ANA@example.org and bob@example.org wrote")
    #expect(subject.text == "Call from <EMAIL_1>")
    #expect(body.text == "<EMAIL_1> and <EMAIL_2> wrote")
  }

  @Test func `spellings of one value share its placeholder`() {
    var masking = Masker().beginCase()
    let text = "ana@example.org, ana [at] example [dot] org, ana at example dot org"
    #expect(masking.mask(text).text == "<EMAIL_1>, <EMAIL_1>, <EMAIL_1>")
    #expect(
      masking.mask("+33 6 12 34 56 78 / 06.12.34.56.78 / 0033612345678").text == "<PHONE_1> / <PHONE_1> / <PHONE_1>")
  }

  @Test func `values that differ by an accent are two`() {
    var masking = Masker().beginCase()
    #expect(masking.mask("jose@example.org josé@example.org").text == "<EMAIL_1> <EMAIL_2>")
  }

  @Test func `a case goes on where its stored map ends`() {
    var first = Masker().beginCase()
    _ = first.mask("ana@example.org +33612345678")
    var second = Masker().beginCase(continuing: first.placeholders)
    #expect(second.mask("bob@example.org ana@example.org 0612345678").text == "<EMAIL_2> <EMAIL_1> <PHONE_1>")
  }

  @Test func `masking masked text changes nothing`() {
    var masking = Masker().beginCase()
    let masked = masking.mask("ana@example.org or 0612345678, card 4111 1111 1111 1111")
    #expect(masking.mask(again: masked) == masked)
    #expect(Masker().detect(masked.text) == [])
  }

  @Test func `what a scanner found is masked by force`() {
    var masking = Masker().beginCase()
    let text = "order 12345678 please"
    let masked = masking.mask(text)
    #expect(masked.text == text)
    let findings = LeakScanner(placeholders: masking.placeholders).findings(in: masked.text)
    #expect(masking.mask(text, covering: findings).text == "order <PHONE_1> please")
    #expect(masking.mask(again: masked, covering: findings).text == "order <PHONE_1> please")
  }

  @Test func `invalid bytes are repaired visibly and hide nothing`() {
    var masking = Masker().beginCase()
    let masked = masking.mask(
      repairing: Array("a ".utf8) + [0xFF] + Array(" an".utf8) + [0xC3] + Array("a@example.org".utf8))
    #expect(masked.text == "a \u{FFFD} <EMAIL_1>")
  }

  @Test func `joined parts keep their placeholders' places`() {
    var masking = Masker().beginCase()
    let joined = MaskedText.joined(
      [masking.mask("ana@example.org"), masking.mask("x bob@example.org")], separator: "\n")
    #expect(joined.text == "<EMAIL_1>\nx <EMAIL_2>")
    #expect(
      joined.spans.map {
        String(
          joined.text.utf8[
            joined.text.utf8.index(
              joined.text.startIndex, offsetBy: $0.range.lowerBound)..<joined.text.utf8.index(
                joined.text.startIndex, offsetBy: $0.range.upperBound)]) ?? ""
      } == ["<EMAIL_1>", "<EMAIL_2>"])
  }

  @Test func `a prefix cuts neither a placeholder nor a character`() {
    var masking = Masker().beginCase()
    let masked = masking.mask("é ana@example.org é")
    #expect(masked.prefix(utf8Count: 8).text == "é ")
    #expect(masked.prefix(utf8Count: 14).text == "é <EMAIL_1> ")
    #expect(masked.prefix(utf8Count: 100) == masked)
  }

  @Test func `a number dictated over several turns is masked in each of them`() {
    var masking = Masker().beginCase()
    let turns = [
      "My number is 07700", "900", "321 and I sit in room 12", "Vraiment ? zéro six douze",
      "trente-quatre cinquante-six",
    ]
    #expect(
      masking.mask(passages: turns).map(\.text) == [
        "My number is <PHONE_1>", "<PHONE_1>", "<PHONE_1> and I sit in room 12", "Vraiment ? <PHONE_2>", "<PHONE_2>",
      ])
    #expect(
      masking.placeholders.entries.map(\.original) == [
        "07700\n900\n321", "zéro six douze\ntrente-quatre cinquante-six",
      ])
  }

  @Test func `passages that share nothing are masked as if they stood alone`() {
    let turns = ["Write to anna@kunde.example", "", "<EMAIL_1> is what I typed", "or to anna@kunde.example, in 2026"]
    var (together, alone) = (Masker().beginCase(), Masker().beginCase())
    #expect(together.mask(passages: turns) == turns.map { alone.mask($0) })
  }

  @Test func `numbers that are half spoken differ in the digits that are written`() {
    var masking = Masker().beginCase()
    let first = masking.mask("call me on 020 7946 zero one two three").text
    let second = masking.mask("call me on 020 7947 zero one two three").text
    #expect(first == "call me on <PHONE_1>")
    #expect(second == "call me on <PHONE_2>")
  }

  @Test func `a look-alike in wide brackets is escaped and restored`() {
    var masking = Masker().beginCase()
    let masked = masking.mask("＜EMAIL_1＞ ana@example.org").text
    #expect(masked == "＜EMAIL__1＞ <EMAIL_1>")
  }
}
