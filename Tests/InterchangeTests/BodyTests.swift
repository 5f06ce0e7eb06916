import Conversation
import Foundation
import Interchange
import Testing

struct BodyTests {
  private func read(
    _ contentType: String, _ body: [UInt8], encoding: String = "8bit"
  ) async throws -> ImportedInteraction {
    let head = """
      From: ann@customer.example
      Date: Fri, 03 May 2024 10:15:00 +0200
      Message-ID: <1@customer.example>
      Content-Type: \(contentType)
      Content-Transfer-Encoding: \(encoding)


      """
    return try #require(try await records(of: Array(head.utf8) + body).interactions.first)
  }

  private func body(_ contentType: String, _ text: String) async throws -> String {
    try await read(contentType, Array(text.utf8)).interaction.turns[0].body
  }

  @Test(
    "Character sets are decoded",
    arguments: [
      ("iso-8859-1", [0x47, 0x72, 0xFC, 0xDF, 0x65] as [UInt8], "Grüße"),
      ("iso-8859-2", [0xB3, 0xB1, 0x6B, 0x61], "łąka"), ("windows-1250", [0x9C, 0x6C, 0x65], "śle"),
      ("koi8-r", [0xD0, 0xC9, 0xD7, 0xCF], "пиво"), ("windows-1252", [0x31, 0x20, 0x80], "1 €"),
      ("utf-8", Array("naïve".utf8), "naïve"), ("utf-7", Array("Gr+APwA3w-e".utf8), "Grüße"),
      ("iso-2022-jp", [0x1B, 0x24, 0x42, 0x46, 0x7C, 0x1B, 0x28, 0x42], "日"),
      ("us-ascii", Array("plain".utf8), "plain"),
    ])
  func decodes(name: String, bytes: [UInt8], expected: String) async throws {
    let read = try await read("text/plain; charset=\(name)", bytes)
    #expect(read.interaction.turns[0].body.trimmingCharacters(in: .newlines) == expected)
    #expect(read.notes.isEmpty)
  }

  @Test(
    "Wrong character sets are repaired, which is said",
    arguments: [
      ("utf-8", [0x47, 0x72, 0xFC, 0xDF, 0x65] as [UInt8], "Grüße", "Windows-1252"),
      ("iso-8859-1", Array("Grüße".utf8), "Grüße", "UTF-8"), ("x-nonsense", Array("Grüße".utf8), "Grüße", "UTF-8"),
      ("x-nonsense", [0xFC, 0x62, 0x65, 0x72], "über", "Windows-1252"),
      ("us-ascii", [0xFC, 0x62, 0x65, 0x72], "über", "Windows-1252"),
      ("utf-8", Array("Grüße, où, 日本".utf8) + [0xFF], "Grüße, où, 日本\u{FFFD}", "UTF-8 with replaced bytes"),
    ])
  func repairs(name: String, bytes: [UInt8], expected: String, used: String) async throws {
    let read = try await read("text/plain; charset=\(name)", bytes)
    #expect(read.interaction.turns[0].body.trimmingCharacters(in: .newlines) == expected)
    #expect(read.notes == [.characterSetRepaired(declared: name, used: used)])
  }

  @Test func `transfer encodings are decoded`() async throws {
    let quoted = try await read(
      "text/plain; charset=utf-8", Array("Gr=C3=BC=\n=C3=9Fe".utf8), encoding: "quoted-printable")
    #expect(quoted.interaction.turns[0].body.hasPrefix("Grüße"))
    let base64 = try await read("text/plain; charset=utf-8", Array("R3LDvMOfZQ==".utf8), encoding: "base64")
    #expect(base64.interaction.turns[0].body == "Grüße")
  }

  private func alternative(plain: String, html: String) -> String {
    "--b\nContent-Type: text/plain\n\n\(plain)\n--b\nContent-Type: text/html\n\n\(html)\n--b--\n"
  }

  @Test func `plain text goes before HTML unless it says nothing`() async throws {
    let type = "multipart/alternative; boundary=b"
    #expect(try await body(type, alternative(plain: "Plain", html: "<p>Rich</p>")) == "Plain")
    #expect(try await body(type, alternative(plain: " ", html: "<p>Rich</p>")) == "Rich")
    let stub = "Your mail program does not support HTML messages."
    #expect(try await body(type, alternative(plain: stub, html: "<p>Rich</p>")) == "Rich")
  }

  @Test(
    "HTML becomes the lines that a reader sees",
    arguments: [
      ("<p>One</p><p>Two</p>", "One\n\nTwo"), ("a<br>b<br><br>c", "a\nb\n\nc"), ("<div>a</div><div>b</div>", "a\nb"),
      ("<div>a<br></div><div><br></div><div>b</div>", "a\n\nb"), ("a  \n b&nbsp;c &amp; d&eacute;", "a b c & dé"),
      ("<style>p{}</style><script>x()</script><title>T</title>a", "a"),
      ("<ul><li>a</li><li><p>b</p></li></ul>", "- a\n- b"),
      ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
      ("see <a href=\"https://x.example\">here</a>", "see here"), ("<div style=\"display: none\">preview</div>a", "a"),
      ("a<blockquote>b<br>c<blockquote>d</blockquote></blockquote>e", "a\n> \n> b\n> c\n> > \n> > d\n\ne"),
      ("<pre>a\n  b</pre>", "a\n  b"), ("a <img alt=\"😡\"> <img alt=\"Logo\">", "a 😡"), ("<!-- x -->a<b>b</b>", "ab"),
      ("", ""), ("<p>unclosed <b>bold", "unclosed bold"), ("a<hr>b", "a\n\n________________________________\nb"),
    ])
  func convertsHTML(html: String, expected: String) async throws {
    let text = try await body("text/html; charset=utf-8", html)
    #expect(text == expected)
  }

  @Test(
    "Quotations in HTML are cut like those in text",
    arguments: [
      "No.<br><div class=\"gmail_quote\"><div class=\"gmail_attr\">On Fri, May 3, 2024 Bo &lt;bo@x.example&gt; wrote:<br></div><blockquote class=\"gmail_quote\">Happy?</blockquote></div>",
      "<div>No.</div><div id=\"appendonsend\"></div><hr><div id=\"divRplyFwdMsg\"><b>From:</b> Bo<br><b>Sent:</b> Friday<br><b>To:</b> Ann<br><b>Subject:</b> Hi</div><div>Happy?</div>",
      "<p>No.</p><div style=\"border-top:solid #E1E1E1 1.0pt\"><p><b>Von:</b> Bo &lt;bo@x.example&gt;<br><b>Gesendet:</b> Freitag<br><b>An:</b> Ann<br><b>Betreff:</b> Hi</p></div><p>Happy?</p>",
      "<p>No.</p><div class=\"moz-cite-prefix\">Am 03.05.24 um 10:15 schrieb Bo:</div><blockquote type=\"cite\">Happy?</blockquote>",
      "<div>No.</div><div class=\"yahoo_quoted\">On Friday Bo wrote: <div>Happy?</div></div>",
      "<div>No.</div><div class=\"gmail_signature\">Ann<br>Boss of everything</div>",
    ])
  func cutsQuotations(html: String) async throws {
    let read = try await read("text/html; charset=utf-8", Array(html.utf8))
    #expect(read.interaction.customerVoice().passages.map(\.text) == ["No."])
  }

  @Test func `flowed text is put back into paragraphs`() async throws {
    let text = "This is one \nparagraph.\n> quoted \n> too\n-- \nAnn\n"
    #expect(try await body("text/plain; format=flowed", text) == "This is one paragraph.\n> quoted too\n-- \nAnn\n")
    #expect(try await body("text/plain; format=flowed; delsp=yes", "ab \ncd\n") == "abcd\n")
  }

  @Test func `attachments are counted, never opened`() async throws {
    let text = """
      --b
      Content-Type: text/plain

      Mine
      --b
      Content-Type: text/plain
      Content-Disposition: attachment; filename=x.txt

      Theirs
      --b
      Content-Type: application/pdf

      %PDF
      --b
      Content-Type: message/rfc822

      Subject: inner

      Not mine
      --b--
      """
    let read = try await read("multipart/mixed; boundary=b", Array(text.utf8))
    #expect(read.interaction.turns[0].body == "Mine")
    #expect(read.notes == [.attachmentsIgnored(count: 2), .forwardedMessagesIgnored(count: 1)])
  }

  @Test(
    "Protected mails are noted",
    arguments: [
      (
        "multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=b", "--b\n\nx\n--b--",
        ImportNote.encrypted(scheme: "PGP")
      ),
      ("application/pkcs7-mime; smime-type=enveloped-data", "MIIB", .encrypted(scheme: "S/MIME")),
      ("text/plain", "-----BEGIN PGP MESSAGE-----\n\nhQ\n-----END PGP MESSAGE-----\n", .encrypted(scheme: "PGP")),
      (
        "multipart/signed; protocol=\"application/pgp-signature\"; boundary=b",
        "--b\n\nWords\n--b\nContent-Type: application/pgp-signature\n\nx\n--b--", .signed(scheme: "PGP")
      ),
      (
        "text/plain", "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nWords\n-----BEGIN PGP SIGNATURE-----\nx\n",
        .signed(scheme: "PGP")
      ),
    ])
  func notesProtection(type: String, text: String, note: ImportNote) async throws {
    let read = try await read(type, Array(text.utf8))
    #expect(read.notes == [note])
    let voice = read.interaction.customerVoice()
    if case .encrypted = note {
      #expect(voice.silence == .emptyBody)
    } else {
      #expect(voice.passages.map(\.text) == ["Words"])
    }
  }

  @Test func `deeply nested HTML does not exhaust the stack`() async throws {
    let html = String(repeating: "<div>", count: 50_000) + "deep" + String(repeating: "</div>", count: 50_000)
    _ = try await body("text/html", html)
    let quotes = String(repeating: "<blockquote>", count: 2_000) + "deep"
    _ = try await body("text/html", quotes)
  }
}
