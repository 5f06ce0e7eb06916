import Testing

@testable import Fuzzing

/// An oracle that saw nothing would find no escape either: it is shown that it sees.
@Suite struct OracleTests {
  private func finds(_ value: String, in text: String, language: String = "en") -> Bool {
    Oracle(Secret(kind: value.contains("@") ? .address : .number, written: value), language: language).finds(in: text)
  }

  @Test(arguments: [
    "ana.wek@gamil.example", "ANA.WEK＠gamil.example", "ana.wek&#64;gamil.example", "ana.wek%2540gamil.example",
    "ana=2Ewek=40gamil.example", "\\u0061na.wek\\u0040gamil.example", "=?UTF-8?B?YW5hLndla0BnYW1pbC5leGFtcGxl?=",
    "YW5hLndla0BnYW1pbC5leGFtcGxl", "a n a . w e k @ g a m i l", "ana<b>.</b>wek@gamil", "write to ana.wek only",
    "аna.wek@gamil.example",
  ])
  func `an address is found in any writing`(text: String) {
    #expect(finds("ana.wek@gamil.example", in: text))
  }

  @Test(arguments: [
    "+48 600 100 277", "600-100-277", "６００１００２７７", "6\u{200B}00100277", "600\n> 100\n> 277", "%2B48%20600%20100%20277",
    "6️⃣0️⃣0️⃣1️⃣0️⃣0️⃣2️⃣7️⃣7️⃣", "NjAwIDEwMCAyNzc=", "six zero zero one zero zero two seven seven", "<td>600</td><td>100</td>",
    "xx 100277",
  ])
  func `a number is found in any writing`(text: String) {
    #expect(finds("+48 600 100 277", in: text))
  }

  @Test func `what is not there is not found`() {
    #expect(!finds("ana.wek@gamil.example", in: "<EMAIL_1> wrote to anna at gamil.example"))
    #expect(!finds("+48 600 100 277", in: "<PHONE_1>, order 60010, 27 pieces"))
    #expect(!finds("600100277", in: "600, 10 and 0277"))
  }
}
