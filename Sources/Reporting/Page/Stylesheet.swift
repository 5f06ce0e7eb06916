import Markup

/// The page's look, by day, by night and on paper.
enum Stylesheet {
  static let css: HTML = "\(PageStyle.css)\(verdicts)\(overview)\(cards)\(charts)\(paper)"

  private static let verdicts: HTML = """
    .sprite{position:absolute}
    .ic{width:14px;height:14px;fill:currentColor;flex:none;vertical-align:-2px}
    .v{font-weight:600;white-space:nowrap}
    .v-risk .v,.v-risk>.ic,a.v-risk,b.v-risk{color:var(--risk)}.v-watch .v,.v-watch>.ic,a.v-watch{color:var(--watch)}
    .v-unknown .v,.v-unknown>.ic,a.v-unknown{color:var(--unknown)}.v-stable .v,.v-stable>.ic,a.v-stable{color:var(--stable)}
    .v-healthy .v,.v-healthy>.ic,a.v-healthy{color:var(--healthy)}
    .guide{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,250px),1fr));gap:20px 32px;margin-bottom:24px}
    .guide p,dd{color:var(--soft);font-size:15px}
    .guide h3{margin-bottom:4px}
    dl>div{display:grid;grid-template-columns:190px 1fr;gap:2px 16px;padding:6px 0;border-top:1px solid var(--hair)}
    dl{margin-top:8px}

    """

  private static let overview: HTML = """
    .over{display:grid;grid-template-columns:minmax(0,1.7fr) minmax(0,1fr) minmax(0,1fr);gap:20px 44px;margin-top:32px;\
    padding-top:28px;border-top:1px solid var(--line)}
    .over section{margin:0}
    .changes li{display:flex;gap:10px;padding:7px 0;border-top:1px solid var(--hair)}
    .changes li:first-child{border:0;padding-top:0}
    .changes .ic{margin-top:5px}
    .changes a{font-weight:600}.changes span,.expand span{color:var(--soft)}
    .counts li{display:grid;grid-template-columns:1fr auto;padding:0 0 10px}
    .counts b{font-weight:600}
    .meter{grid-column:1/-1;height:4px;background:var(--hair);border-radius:2px;margin-top:3px;overflow:hidden}
    .meter i{display:block;height:100%;background:var(--soft)}
    .v-risk .meter i{background:var(--risk)}.v-watch .meter i{background:var(--watch)}
    .v-unknown .meter i{background:var(--unknown)}.v-stable .meter i{background:var(--stable)}
    .v-healthy .meter i{background:var(--healthy)}
    .npsbox .big{font:600 40px/1 Charter,Georgia,"Liberation Serif",serif;margin-bottom:14px}
    .npsbox p{color:var(--soft);font-size:14px}.npsbox p.big{color:var(--ink)}
    .npsbar,.bar{position:relative;display:block;height:10px;background:var(--hair);border-radius:5px}
    .npsbar i,.bar i{position:absolute;top:0;bottom:0;background:var(--tick);border-radius:5px}
    .npsbar b,.bar b{position:absolute;top:-3px;bottom:-3px;width:3px;margin-left:-1.5px;background:var(--ink);border-radius:2px}
    .npsbar::before{content:"";position:absolute;left:50%;top:-3px;bottom:-3px;width:1px;background:var(--soft)}
    .scale{display:flex;justify-content:space-between;font-size:12px;color:var(--soft);margin:4px 0 10px}
    .ren th,.ren td{padding:7px 0;border-top:1px solid var(--hair);vertical-align:top}
    .ren th:first-child{width:92px}.ren .num{width:84px;padding-left:12px}
    .ren thead th{border:0;font-size:13px;color:var(--soft)}
    .ren tbody th{font-weight:500}
    .track{position:relative;min-height:18px;margin-right:16px;background:linear-gradient(var(--line),var(--line)) 0 9px/100% 1px \
    no-repeat}
    .track a{position:absolute;width:18px;height:18px;display:grid;place-items:center;background:var(--paper);border-radius:9px}
    .renewals .note{margin:10px 0 0}
    .expand ul{columns:2 320px;column-gap:44px}
    .expand li{break-inside:avoid;padding:4px 0}
    .expand a{font-weight:600}

    """

  private static let cards: HTML = """
    #filter{display:flex;flex-wrap:wrap;gap:10px 18px;align-items:end;margin:0 0 14px;font-size:14px}
    #filter[hidden],.acct[hidden]{display:none}
    #filter label{display:grid;gap:2px;color:var(--soft)}
    #filter input,#filter select{font:inherit;color:var(--ink);background:var(--card);border:1px solid var(--soft);\
    border-radius:6px;padding:6px 8px;min-height:36px;max-width:100%}
    #f-count{padding:6px 0;color:var(--soft)}
    .acct{background:var(--card);border:1px solid var(--line);border-radius:10px;margin:0 0 10px}
    summary{display:grid;grid-template-columns:212px minmax(0,1fr) 268px;gap:2px 16px;align-items:center;padding:12px 18px;\
    cursor:pointer;list-style:none;border-radius:10px}
    summary::-webkit-details-marker{display:none}
    summary h3{grid-column:2;grid-row:1}
    summary .v{grid-column:1;grid-row:1/3}
    summary .v::before{content:"";display:inline-block;width:7px;height:7px;margin-right:12px;border:solid var(--soft);\
    border-width:0 1.5px 1.5px 0;transform:rotate(-45deg);vertical-align:2px}
    details[open]>summary .v::before{transform:rotate(45deg);vertical-align:3px}
    .who{grid-column:2;grid-row:2;color:var(--soft);font-size:14px}
    .new{color:var(--ink);background:var(--watch-t);padding:0 7px;border-radius:8px;font-weight:600;font-size:13px}
    .sc{grid-column:3;grid-row:1/3;display:grid;grid-template-columns:36px 1fr 66px;gap:12px;align-items:center}
    .sc>b{font:600 24px/1 Charter,Georgia,"Liberation Serif",serif;text-align:right}
    .sc small{color:var(--soft);white-space:nowrap}
    .bar::before,.bar::after{content:"";position:absolute;top:0;bottom:0;width:1px;background:var(--card);z-index:1}
    .bar::before{left:45%}.bar::after{left:60%}
    .bar b{z-index:2}
    .body{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1fr);gap:20px 40px;padding:16px 18px 22px;\
    border-top:1px solid var(--hair);scroll-margin-top:84px}
    .main>*+*,.side>*+*{margin-top:18px}
    .next{padding:10px 14px;border-radius:8px;background:var(--paper)}
    .next.go{background:var(--watch-t)}.v-risk .next.go{background:var(--risk-t)}.v-healthy .next.go,.v-stable .next.go{\
    background:var(--healthy-t)}
    .chg{color:var(--soft);font-size:15px}
    .intent{padding:12px 14px;border:1.5px solid var(--risk);border-radius:8px}
    .intent>p{font-size:14px;color:var(--soft);margin-top:6px}
    .miss{font-size:14px}.miss li{padding:3px 0}.miss span{color:var(--soft)}.miss p{margin-bottom:6px}
    .miss.big{font-size:15px;padding:12px 14px;background:var(--unknown-t);border-radius:8px}.miss.big span,.miss.big p{\
    color:var(--ink)}
    .con caption{text-align:left;font-size:13px;font-weight:650;padding-bottom:4px}
    .con th,.con td{padding:8px 0;border-top:1px solid var(--hair);vertical-align:top}
    .con tbody th{width:84px;font-size:15px}.con .num{width:58px;padding-right:14px;font-weight:600;font-size:15px}
    .con td[colspan]{border:0;padding:0 0 10px;font-size:14px;color:var(--soft)}.con td b{color:var(--ink);font-weight:600}
    .con td .s-adverse{color:var(--risk)}.con td .s-favourable{color:var(--healthy)}
    .con tfoot th,.con tfoot td{border-top:1.5px solid var(--line);font-size:15px}
    .con .dv{position:relative;background:linear-gradient(var(--soft),var(--soft)) 50% 50%/1px 16px no-repeat}
    .dv i{position:absolute;top:14px;height:11px;background:var(--healthy)}.dv i.pos{border-radius:0 3px 3px 0}
    .dv i.neg{background:var(--risk);border-radius:3px 0 0 3px}
    blockquote{padding:8px 0 8px 14px;border-left:3px solid var(--line);margin-top:6px}
    blockquote.q-negative{border-color:var(--risk)}blockquote.q-positive{border-color:var(--healthy)}
    blockquote p{font:16px/1.45 Charter,Georgia,"Liberation Serif",serif}
    blockquote footer,.more,.fb{font-size:13px;color:var(--soft)}
    bdi{unicode-bidi:isolate}

    """

  private static let charts: HTML = """
    .chart{position:relative;display:grid;gap:7px}
    .ph{display:flex;justify-content:space-between;gap:12px;font-size:12px;line-height:16px;color:var(--soft)}
    .ph b{color:var(--ink);font-weight:600}.ph b,.ph span{position:relative;background:var(--card)}
    .pd{position:relative}
    .pd svg{position:absolute;inset:0;width:100%;height:100%;overflow:visible}
    .pd path{vector-effect:non-scaling-stroke;fill:none}
    .grid{stroke:var(--line);stroke-width:1}
    .line{stroke-width:1.75;stroke-linejoin:round}.line.ink,.dot.ink{stroke:var(--ink)}.line.tone,.dot.tone{stroke:var(--tone)}
    .dot{stroke-width:5;stroke-linecap:round}.dot.ink{stroke-width:8}
    .iv{stroke:var(--tick);stroke-width:6;stroke-linecap:round}
    .rug{stroke:var(--soft);stroke-width:1.5}
    .pd path.band{fill:var(--band)}.pd path.use{fill:var(--use)}.pd path.tick{fill:var(--tick)}.pd path.open{fill:var(--open)}
    .bad{position:absolute;top:-2px;bottom:-2px;background:var(--bad)}
    .on{position:absolute;top:0;bottom:18px;border-left:1.5px dashed var(--risk)}
    .since{position:absolute;top:0;padding:0 5px;font-size:11px;line-height:14px;font-weight:600;color:var(--risk);\
    background:var(--card);border-radius:3px;margin:0 4px;white-space:nowrap}
    .esc{position:absolute;width:11px;height:11px;margin-left:-5px;background:var(--risk);clip-path:polygon(50% 0,100% 100%,0 100%)}
    .nps{position:absolute;top:0;min-width:18px;height:18px;margin-left:-9px;padding:0 2px;font-size:11px;line-height:16px;\
    text-align:center;border:1px solid;background:var(--card)}
    .nps.det{color:var(--risk)}.nps.pas{color:var(--soft);border-radius:5px}.nps.pro{color:var(--healthy);border-radius:9px}
    .lead{position:relative;height:24px}.lead i{position:absolute;top:0;height:7px;border:1.5px solid var(--risk);border-top:0}
    .lead span{position:absolute;top:9px;font-size:11px;line-height:14px;font-weight:600;color:var(--risk);white-space:nowrap}
    .axis{position:relative;height:18px;border-top:1px solid var(--soft)}
    .axis span{position:absolute;padding:1px 0 0 4px;border-left:1px solid var(--soft);font-size:12px;line-height:15px;\
    color:var(--soft)}
    figcaption{margin-top:8px;font-size:14px;color:var(--soft)}
    @media (max-width:860px){.over{grid-template-columns:minmax(0,1fr) minmax(0,1fr)}.changes{grid-column:1/-1}\
    .body{grid-template-columns:minmax(0,1fr)}summary{grid-template-columns:minmax(0,1fr) 232px}summary .v,summary h3,.who{\
    grid-column:1;grid-row:auto}.sc{grid-column:2;grid-row:1/4}}
    @media (max-width:560px){header,main,body>footer{padding-left:14px;padding-right:14px}.over,summary{\
    grid-template-columns:minmax(0,1fr)}.sc{grid-column:1;grid-row:auto;margin-top:6px}.body,summary{padding-left:14px;\
    padding-right:14px}dl>div{grid-template-columns:1fr}.ren .num{width:52px;padding-left:4px}\
    .ren th:first-child{width:76px}#filter label{flex:1 1 40%}#filter input,#filter select{width:100%}}
    @media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}

    """

  /// On paper it is always day.
  private static let paper: HTML = """
    @page{size:A4;margin:14mm 12mm}
    @media print{:root{--paper:#fff;--card:#fff;--ink:#000;--soft:#444;--line:#bbb;--hair:#ddd;--link:#000;--risk:#a32418;\
    --risk-t:#fae6e1;--watch:#835300;--watch-t:#faefd6;--unknown:#5b5670;--unknown-t:#efedf4;--stable:#3a5a80;\
    --healthy:#1b6a41;--healthy-t:#e1f1e7;--tone:#6b3fa0;--band:#e2d6f0;--use:#4c8a93;--tick:#c9a66b;--open:#8f5a12;\
    --bad:#f6d9d2}
    body{font-size:12px;-webkit-print-color-adjust:exact;print-color-adjust:exact}header,main,body>footer{max-width:none;\
    padding-left:0;padding-right:0}header{padding-top:0}#filter,.skip{display:none}.acct{border-radius:4px}\
    summary,figure,.con tr,blockquote,.intent,.miss,.next{break-inside:avoid}h2,h3,summary{break-after:avoid}\
    summary .v::before{display:none}summary{grid-template-columns:160px minmax(0,1fr) 230px}summary h3{grid-column:2;grid-row:1}.who{grid-column:2;grid-row:2;\
    font-size:11px}summary .v{grid-column:1;grid-row:1/3}.sc{grid-column:3;grid-row:1/3}.acct{break-inside:avoid}\
    blockquote p{font-size:12.5px}\
    .over{grid-template-columns:1.7fr 1fr 1fr;gap:20px 28px}.body{grid-template-columns:1fr 1fr;gap:12px 24px}\
    .con td[colspan],figcaption,.miss,.chg,.note,.guide p,dd{font-size:11px}a{text-decoration:none}section{margin-top:22px}}
    """
}
