@testable import Anonymization
import Testing

@Suite struct RestoringTests {
  private let masking: MaskingCase = {
    var masking = Masker().beginCase()
    _ = masking.mask("ana@example.org +33612345678")
    return masking
  }()

  @Test(arguments: [
    ("from <EMAIL_1>.", "from ana@example.org."), ("<email_1>", "ana@example.org"),
    ("EMAIL_1 wrote", "ana@example.org wrote"),
    ("<EMAIL_1>'s", "ana@example.org's"), ("<EMAIL_1's>", "ana@example.org's"), ("< Email-1 >", "ana@example.org"),
    ("<PHONE 1>", "+33612345678"),
  ])
  func `placeholders come back in spite of a model's drift`(text: String, restored: String) {
    #expect(masking.placeholders.restore(text) == RestoredText(text: restored, unresolved: []))
  }

  @Test func `what stands for nothing is said and left`() {
    let restored = masking.placeholders.restore("<EMAIL_7> and PERSON_1 and <PHONE_99999999999999999999>")
    #expect(restored.text == "<EMAIL_7> and PERSON_1 and <PHONE_99999999999999999999>")
    #expect(restored.unresolved == ["<EMAIL_7>", "PERSON_1", "<PHONE_99999999999999999999>"])
  }

  @Test(arguments: [
    "I wrote <EMAIL_1> myself", "EMAIL_1 email_1 <phone-2> <PERSON 3>", "EMAIL__1 <EMAIL___2>",
    "my phone 2 is NATIONAL_ID_9",
    "<EMAIL_1>ana@example.org<EMAIL_2>",
  ])
  func `look-alikes in the input are escaped and come back as they were`(text: String) {
    var masking = Masker().beginCase()
    let masked = masking.mask(text)
    let restored = masking.placeholders.restore(masked.text)
    #expect(restored == RestoredText(text: text, unresolved: []))
  }

  @Test func `an escaped look-alike is no placeholder of the case`() {
    var masking = Masker().beginCase()
    #expect(masking.mask("<EMAIL_1> is ana@example.org").text == "<EMAIL__1> is <EMAIL_1>")
  }

  @Test func `a map tells its size and never a value`() {
    #expect("\(masking.placeholders)" == "PlaceholderMap(2 values)")
    var dumped = ""
    dump(masking.placeholders, to: &dumped)
    #expect(!dumped.contains("ana"))
  }
}
