import Conversation
import Foundation
import Testing

/// What the bodies under `email_reply_parser` must come to; derived by reading them.
@Suite(.enabled(if: sharedMail != nil, "skipped: no sample mails (PHANO_SHARED)"))
struct SampleReplyTests {
  private func sample(_ name: String) throws -> String {
    let folder = try #require(sharedMail).appending(path: "email_reply_parser/test/emails")
    return String(decoding: try Data(contentsOf: folder.appending(path: name)), as: UTF8.self)
  }

  @Test(arguments: [
    ("correct_sig.txt", "this is an email with a correct -- signature."),
    ("email_1_4.txt", "Awesome! I haven't had another problem with it."),
    ("email_1_3.txt", "Oh thanks.\n\nHaving the function would be great."),
    ("email_1_6.txt", "I get proper rendering as well."),
    ("email_1_7.txt", ":+1:"),
    ("email_1_8.txt", "I will reply under this one|and under this."),
    ("email_2_1.txt", "Outlook with a reply"),
    ("email_2_2.txt", "Outlook with a reply directly above line"),
    ("email_2_3.txt", "Outlook with a reply directly above line"),
    ("email_BlackBerry.txt", "Here is another email"),
    ("email_iPhone.txt", "Here is another email"),
    ("email_multi_word_sent_from_my_mobile_device.txt", "Here is another email"),
    (
      "email_bullets.txt",
      "test 2 this should list second\n\nand have spaces\n\nand retain this formatting\n\n\n   - how about bullets\n   - and another"
    ),
    (
      "email_one_is_not_on.txt",
      "Thank, this is really helpful.\n\nOne outstanding question I had:\n\nLocally (on development), when I run..."
    ),
    (
      "pathological.txt",
      "I think you're onto something. I will try to fix the problem as soon as I\nget back to a computer."
    ),
  ])
  func `a sample comes to its fresh words`(name: String, expected: String) throws {
    #expect(words(try sample(name)) == expected)
  }

  @Test(arguments: [
    "email_1_5.txt", "email_sent_from_my_not_signature.txt", "email_sig_delimiter_in_middle_of_line.txt",
  ])
  func `a sample without anything to cut stays whole`(name: String) throws {
    let body = try sample(name)
    #expect(words(body) == body.trimmingCharacters(in: .whitespacesAndNewlines))
  }

  @Test func `a list's footer is cut and the code between the quotes kept`() throws {
    let text = words(try sample("email_1_2.txt"))
    #expect(text.hasPrefix("Hi,|You can list the keys"))
    #expect(text.hasSuffix("you’ll need to delete them all individually.\""))
  }

  @Test func `an enormous quoted line costs little`() throws {
    let body = try sample("email_long_quote.txt")
    let clock = ContinuousClock()
    var voice = mail("").customerVoice()
    let time = clock.measure { voice = mail(body).customerVoice() }
    #expect(voice.passages.first?.text.hasPrefix("Hi folks") == true)
    #expect(voice.removals.map(\.range.count).max() ?? 0 > 50_000)
    #expect(time < .seconds(2))
  }
}
