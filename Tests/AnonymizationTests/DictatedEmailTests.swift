import Anonymization
import Testing

@Suite struct DictatedEmailTests {
  @Test(arguments: [
    ("you can write to anna at example dot org anytime", "anna at example dot org"),
    ("it's anna dash lee at example dot org okay", "anna dash lee at example dot org"),
    ("écrivez à anna arobase example point fr merci", "anna arobase example point fr"),
    ("escríbame a anna arroba example punto es por favor", "anna arroba example punto es"),
    ("schreiben sie bitte an anna klammeraffe example punkt de und fertig", "anna klammeraffe example punkt de"),
    ("stuur het naar anna apenstaartje example punt nl alstublieft", "anna apenstaartje example punt nl"),
    ("proszę pisać na anna małpa example kropka pl dobrze", "anna małpa example kropka pl"),
    ("mandi la fattura a anna chiocciola example punto it grazie", "anna chiocciola example punto it"),
    ("mail: anna [at] example [dot] org or call", "anna [at] example [dot] org"),
  ])
  func `a dictated address is masked without its neighbours`(text: String, address: String) {
    #expect(found(in: text) == [.email(address)])
  }

  @Test(arguments: [
    "anna underscore lee at example dot org", "anna tiret bas lee arobase example point fr",
    "anna guion bajo lee arroba example punto es", "anna laag streepje lee apenstaartje example punt nl",
    "anna plus news at example dot org", "a for alpha n for november n for nora a for anna at example dot org",
    "a wie Anton n wie Nordpol klammeraffe example punkt de", "a n n a at sign e x a m p l e dot o r g",
    "anna eighty five at example dot org", "anna lee at la poste point net",
    "annalee, all one word, at example dot org", "annalee tutto attaccato chiocciola example punto it",
    "anna, uh, at, uh, example, dot org", "s-m-i-t-h at example dot org", "mary jane smith at example dot co dot uk",
    "anna... at... example... dot... com",
  ])
  func `spelling, remarks, hesitation and several words belong to a dictated address`(address: String) {
    #expect(found(in: "my email is \(address)") == [.email(address)])
  }

  @Test(arguments: [
    "anna at example dot org", "ANNA AT EXAMPLE DOT ORG", "a n n a at example dot o r g", "anna(at)example(dot)org",
    "anna_at_example_dot_org", "anna -at- example -dot- org", "anna \"at\" example \"dot\" org",
    "anna ((at)) example.org",
    "anna [d0t] x at example dot org", "anna @ example . org", "anna@\n> example.org", "anna(a)example.org",
    "anna<b>@</b>example.org", "anna(work)@example(org).org", "YW5uYUBleGFtcGxlLm9yZw==",
    "616e6e61406578616d706c652e6f7267", "anna at sign example period org", "anna arobase example point org",
    "a for alpha n for nora n for nora a for anna at example dot org", "anna all one word at example dot org",
    "=61=6E=6E=61=40=65=78=61=6D=70=6C=65=2E=6F=72=67", "anna\\\\u0040example.org", "anna\\u{40}example.org",
    "anna%26%2364%3Bexample.org",
  ])
  func `a disguise shares the placeholder of the plain address`(disguise: String) {
    var masking = Masker().beginCase()
    let plain = disguise.contains("d0t") ? "anna.x@example.org" : "anna@example.org"
    #expect(masking.mask("\(plain) ;\n\n mail: \(disguise)").text == "<EMAIL_1> ;\n\n mail: <EMAIL_1>")
  }

  @Test func `signs in words have the value of the signs`() {
    var masking = Masker().beginCase()
    _ = masking.mask("anna_lee@example.org anna-lee@example.org anna+x@example.org anna85@example.org")
    let spoken = [
      "anna underscore lee at example dot org", "anna tiret lee arobase example point org",
      "anna más x arroba example punto org", "anna eighty five at example dot org",
    ]
    #expect(spoken.map { masking.mask($0).text } == ["<EMAIL_1>", "<EMAIL_2>", "<EMAIL_3>", "<EMAIL_4>"])
  }

  @Test(arguments: [
    "At some point in time he left, period.", "At that point it was late", "We were at the office period she said",
    "The water is at boiling point it seems", "Una arroba de trigo, punto final", "dos arrobas de aceite punto es todo",
    "La scala a chiocciola è al punto giusto.", "Una chiocciola nel giardino punto e basta",
    "Widziałem małpy na drzewie kropka i koniec", "Wir treffen uns am Punkt acht", "Nous en sommes au point trois",
    "3 @ 5 EUR, lunch @ 10:30", "thanks @anna, see you", "git show HEAD@{1}", "(see above) @Override public",
    "at com.acme.Main.run(Main.java:7) @interface", "@app.route(\"/x\")", "dGhpcyBpcyBub3QgYW4gYWRkcmVzcw==",
    "57@57 and $5@10", "npm i lodash@4.17.21", "Querid@s alumn@s", "She waited at lunch dot dot dot",
  ])
  func `everyday sentences and code in eight languages hold no address`(text: String) {
    #expect(found(in: text) == [])
  }

  @Test(arguments: [
    "anna at gmail com", "anna arobase gmail com", "anna arobase example net", "anna a commercial example point fr",
    "anna at-zeichen example punkt de", "anna aapestaart example punt nl", "anna commercial at example full stop com",
    "anna..at..example..dot..com", "anna+news at example.org", "anna tiret bas vingt-cinq arobase example point fr",
  ])
  func `signs have many names, and a well-known domain needs none for its dot`(address: String) {
    #expect(found(in: "my email is \(address)") == [.email(address)])
  }

  @Test(arguments: [
    "anna at example dot com, no sorry, dot co dot uk", "anna arobase example point com, non pardon, point fr",
    "anna klammeraffe example punkt de, nein, punkt net",
  ])
  func `a corrected ending belongs to its address`(address: String) {
    #expect(found(in: "my email is \(address)") == [.email(address)])
  }

  @Test(arguments: [
    "La pasta tipo chiocciola al sugo, punto forte del menù.", "A arroba é um sinal e o ponto também.",
  ])
  func `the name of the sign in a sentence is no address`(text: String) {
    #expect(found(in: text) == [])
  }
}
