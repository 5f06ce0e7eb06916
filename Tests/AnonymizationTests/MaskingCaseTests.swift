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
}
