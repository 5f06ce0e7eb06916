/// What all pages look alike in, by day and by night: palette, type, headings, links.
package enum PageStyle {
  /// To be followed by what is a page's own.
  package static let css: HTML = "\(colours)\(frame)"

  /// Text colours reach 4.5:1 on `paper`, `card` and the tint they are used on, which a test computes.
  private static let colours: HTML = """
    :root{color-scheme:light dark;--paper:#f8f6f1;--card:#fffefb;--ink:#1f1d1a;--soft:#5d584f;--line:#ddd7cb;--hair:#ebe6db;\
    --link:#1d4f91;--risk:#a32418;--risk-t:#fae6e1;--watch:#835300;--watch-t:#faefd6;--unknown:#5b5670;--unknown-t:#efedf4;\
    --stable:#3a5a80;--healthy:#1b6a41;--healthy-t:#e1f1e7;--tone:#6b3fa0;--band:#e2d6f0;--use:#4c8a93;--tick:#c9a66b;\
    --open:#8f5a12;--bad:#f6d9d2}
    @media (prefers-color-scheme:dark){:root{--paper:#151413;--card:#1e1c1a;--ink:#edeae4;--soft:#b0aaa0;--line:#3f3b36;\
    --hair:#2d2a27;--link:#9fc5ff;--risk:#ff9d8e;--risk-t:#43211c;--watch:#f0bd63;--watch-t:#3b2e14;--unknown:#c3bbd6;\
    --unknown-t:#2c2936;--stable:#a5c3ea;--healthy:#86d5a8;--healthy-t:#1b3727;--tone:#c7a5f2;--band:#3f3153;--use:#4f939d;\
    --tick:#7d6438;--open:#dfa24c;--bad:#4a2620}}

    """

  private static let frame: HTML = """
    *{box-sizing:border-box}
    html{-webkit-text-size-adjust:100%;scroll-behavior:smooth}
    body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,\
    "Helvetica Neue","Liberation Sans",Arial,sans-serif;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
    header,main,body>footer{max-width:1180px;margin:0 auto;padding:0 20px}
    header{padding-top:40px}
    h1,h2,h3,h4,p,ul,dl,dd,figure,blockquote{margin:0;padding:0}
    ul{list-style:none}
    h1{font:600 34px/1.15 Charter,"Iowan Old Style",Georgia,"Liberation Serif",serif;letter-spacing:-.01em;margin:2px 0 6px}
    h2{font:600 21px/1.25 Charter,"Iowan Old Style",Georgia,"Liberation Serif",serif;margin:0 0 12px}
    h3{font-size:17px;line-height:1.3}
    h4{font-size:13px;line-height:1.4;font-weight:650;margin:0 0 4px}
    small{font-size:13px}
    a{color:var(--link);text-underline-offset:2px;text-decoration-thickness:1px}
    :focus-visible{outline:3px solid var(--link);outline-offset:2px;border-radius:4px}
    .kicker{color:var(--soft);font-weight:600}
    header p,.note,body>footer{color:var(--soft)}
    .note{margin:-6px 0 14px;font-size:14px;max-width:70ch}
    section{margin:36px 0 0}
    .sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
    .skip{position:absolute;left:-999px;padding:8px 14px;background:var(--card)}
    .skip:focus{left:12px;top:12px;z-index:9}
    .num{text-align:right;white-space:nowrap}
    table{border-collapse:collapse;width:100%}
    th{text-align:left;font-weight:600}
    body>footer{border-top:1px solid var(--line);margin-top:48px;padding-top:16px;padding-bottom:48px;font-size:14px}
    body>footer p{max-width:80ch}

    """
}
