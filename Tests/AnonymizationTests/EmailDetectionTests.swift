import Anonymization
import Testing

@Suite struct EmailDetectionTests {
  @Test(arguments: [
    "first.last@example.com", "a@b", "user+mailbox/department=shipping@example.tld", "\"first last\"@example.com",
    "\"first@last\"@example.com", "\"Doug \\\"Ace\\\" L.\"@example.com", "test.\"foo\".bar@mail.example.org",
    "first.last@[12.34.56.78]", "test@[IPv6:1111:2222:3333::4444:5555]", "伊昭傑@郵件.商務", "राम@मोहन.ईन्फो",
    "юзер@екзампл.ком", "hans@m端ller.com", "1234567890@example.com", "cal(foo\\@bar)@example.com",
  ])
  func `an address of RFC 5321, 5322 or 6531 is masked whole`(address: String) {
    #expect(found(in: address) == [.email(address)])
    #expect(found(in: "Write to \(address) today") == [.email(address)])
  }

  @Test(arguments: [
    "ana(comment)@example.org", "(her)ana(work)@(at)example.org(office)", "ana.(x)lopes@example(y).org",
    "ana (work) @ (the) example.org", "ana.\r\n lopes@example.org", "ana@mail(host)  .example.org",
  ])
  func `comments and folds of a mail header are part of its address`(address: String) {
    #expect(found(in: address) == [.email(address)])
    #expect(found(in: "From: Ana <\(address)>, Bob") == [.email(address)])
  }

  @Test(arguments: [
    ("We wrote ana@example.com.The answer came", "ana@example.com"), ("_ana@example.org_", "ana@example.org"),
    ("致ana@example.com谢谢", "致ana@example.com"), ("user=ana@example.org&lang=en", "ana@example.org"),
    ("<input value='ana@example.org'>", "ana@example.org"), ("I am sure. ana@example.org", "ana@example.org"),
    ("Thanks.\nana@example.org", "ana@example.org"), ("ana@example.org (see above)", "ana@example.org"),
    ("ana@example.org\n> .dots", "ana@example.org\n> .dots"),
  ])
  func `a sentence, a form or another script beside an address stays`(text: String, address: String) {
    #expect(found(in: text) == [.email(address)])
  }

  @Test func `a blank behind the dot of a local part tears nothing off`() {
    #expect(found(in: "ana. lopes@example.org") == [.email("ana. lopes@example.org")])
  }

  @Test(arguments: ["A table in March 1st at 12 pm.Is that right?", "March 6th at 3:15 pm at Kane Monique.Is it ok?"])
  func `a sentence that lacks a blank is no domain`(text: String) {
    #expect(found(in: text) == [])
  }

  @Test(arguments: [";", "|", "/", ", ", " ", "\n", "> <"])
  func `addresses of a list are told apart`(separator: String) {
    let list = "ana@example.org\(separator)bob@mail.example.org"
    #expect(found(in: "To: \(list)") == [.email("ana@example.org"), .email("bob@mail.example.org")])
  }

  @Test(arguments: [
    ("<ana@example.org>", "ana@example.org"), ("**ana@example.org**", "ana@example.org"),
    ("'ana@example.org'", "ana@example.org"), ("mailto:ana@example.org?subject=x", "ana@example.org"),
    ("see https://x.test/u?mail=ana@example.org&b=1", "ana@example.org"), ("ana@example.org.", "ana@example.org"),
    ("\"ana@example.org\"", "ana@example.org"), ("(ana@example.org)", "ana@example.org"),
  ])
  func `what clings to an address in running text stays`(text: String, address: String) {
    #expect(found(in: text) == [.email(address)])
  }

  @Test(arguments: [
    "ana@\u{200B}example.org", "a\u{00AD}na@example.org", "ana＠example.org", "ａｎａ＠ｅｘａｍｐｌｅ．ｏｒｇ",
    "аnа@ехаmрlе.оrg", "ana&#64;example&#46;org", "ana&#x40;example.org", "ana&amp;#64;example.org",
    "ana&commat;example.org", "ana%40example.org", "ana%2540example.org", "ana=40example.org", "ana\\u0040example.org",
    "ana @ example.org", "ana@\nexample.org", "an=\na@example.org", "=?UTF-8?B?YW5hQGV4YW1wbGUub3Jn?=",
    "=?utf-8?Q?ana=40example.org?=", "an\u{FFFD}a@example.org", "a\u{0301}na@example.org",
  ])
  func `a disguised address is masked with its whole disguise`(address: String) {
    #expect(found(in: "mail \(address) ok") == [.email(address)])
  }

  @Test(arguments: [
    "ana [at] example [dot] org", "ana(at)example.org", "ana {at} example {dot} org", "ana [@] example [.] org",
    "ana at example dot org", "ana arobase example point org", "ana at example punkt org",
    "ana arroba example punto org",
    "ana arroba example ponto org", "ana chiocciola example punto org", "ana apenstaartje example punt org",
    "ana małpa example kropka org", "ana ät example punkt org", "ana AT example DOT org",
    "a n a at g mail dot com", "a b three dot s d d dash three at a b c dot e d u",
  ])
  func `an address spelled in words is masked in eight languages`(address: String) {
    #expect(found(in: "bitte: \(address)") == [.email(address)])
  }

  @Test(arguments: [
    "We met at noon. The dot on the map was wrong.", "Look at the dot com bubble of that year",
    "I bought it at amazon.com",
    "He arrived at some point in time", "Hi @support, what now", "3 @ 5 each",
  ])
  func `everyday sentences hold no address`(text: String) {
    #expect(found(in: text) == [])
  }

  @Test func `neighbouring addresses are told apart`() {
    #expect(found(in: "ana@example.org,bob@example.org") == [.email("ana@example.org"), .email("bob@example.org")])
  }

  @Test(arguments: [
    "ana@@example.org", "ana@example,org", "ana@example;com", "ana@example .org", "ana@example. com", "ana@ web. de",
    "ana.co-\nsta@example.org", "{ana,bob}@example.org",
  ])
  func `a slip of the keyboard does not cut an address`(address: String) {
    #expect(found(in: "mail: \(address) ok") == [.email(address)])
  }

  @Test(arguments: [
    "an<wbr>a@example.org", "a<b>n</b>a@example.org", "ana@exa<!-- x -->mple.org", "ana@example<b>.</b>org",
    "ana@**example**.org", "an\u{1}a@exam\u{0}ple.org", "ana\n> > @example.org", "ana😀@example.org",
  ])
  func `markup and what is not seen do not cut an address`(address: String) {
    #expect(found(in: "> > mail \(address) ok") == [.email(address)])
  }

  @Test(arguments: [
    "ana@example. Our shop is open", "ana@example, it is fine",
  ])
  func `the next sentence is no part of a domain`(text: String) {
    #expect(found(in: text) == [.email("ana@example")])
  }

  @Test(arguments: ["card@2x.png", "uses: actions/checkout@v4", "alpine@sha256:12ab", "L@s alumn@s"])
  func `files, versions and inclusive endings are no addresses`(text: String) {
    #expect(found(in: text) == [])
  }

  @Test(arguments: [
    ("My e-mail address is ana.costa example.org", "ana.costa example.org"),
    ("mail: ana#example.org", "ana#example.org"), ("mail: ana🐒example.org", "ana🐒example.org"),
    ("email's ana costa gmail com", "ana costa gmail com"),
    ("die Mailadresse ist ana bei example punkt de", "ana bei example punkt de"),
  ])
  func `an announced address needs no sign`(text: String, address: String) {
    #expect(found(in: text) == [.email(address)])
  }

  @Test(arguments: [
    "Our email provider is example.org", "My mail is hosted at www.example.org example.com", "E-Mail bei gmx de",
    "ana.costa example.org", "see issue#12 of example.org", "I sent the mail about report_final.pdf example.org",
    "Version 2.0.1 at example.org", "I cannot open my mail with outlook it is slow",
  ])
  func `a domain beside a word for mail is no address`(text: String) {
    #expect(found(in: text) == [])
  }

  @Test(arguments: ["ana\\x{40}example.org", "ana\\U00000040example.org", "an= \na@example.org"])
  func `longer escapes and padded soft breaks are read`(address: String) {
    #expect(found(in: "mail \(address) ok") == [.email(address)])
  }
}
