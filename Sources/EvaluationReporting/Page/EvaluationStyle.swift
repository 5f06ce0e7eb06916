import Markup

/// The page's look beyond what all pages have in common, by day, by night and on paper.
enum EvaluationStyle {
  static let css: HTML = "\(PageStyle.css)\(colours)\(parts)\(charts)\(tables)\(narrow)\(paper)"

  /// The shades of the confusion: `ink` stands out from each by 4.5:1, which a test computes.
  private static let colours: HTML = """
    :root{--r1:#eef3f8;--r2:#dbe7f2;--r3:#c3d7ea;--r4:#a9c5e0;--r5:#8fb3d6;--w1:#fdf3e6;--w2:#fae6cc;--w3:#f6d5a8;--w4:#f1c283;\
    --w5:#ebae5f;--run:#1d4f91;--on-run:#fffefb;--other:#857c6e}
    @media (prefers-color-scheme:dark){:root{--r1:#1f2733;--r2:#24334a;--r3:#294062;--r4:#2d4d79;--r5:#315a90;--w1:#2c251a;\
    --w2:#3d2f1a;--w3:#50391a;--w4:#644419;--w5:#784e18;--run:#9fc5ff;--on-run:#151413;--other:#948b7e}}

    """

  private static let parts: HTML = """
    .ic{width:15px;height:15px;fill:currentColor;vertical-align:-2px}
    .notice{margin-top:10px;padding:8px 12px;border-left:3px solid var(--watch);background:var(--watch-t);font-size:14px;\
    width:fit-content}
    header p.notice{color:var(--ink)}
    .banner{margin-top:24px;padding:16px 20px;border:1.5px solid;border-radius:10px;background:var(--card)}
    .banner h2{font-size:28px;margin:0}.banner h2 .ic{width:24px;height:24px;vertical-align:-3px;margin-right:4px}
    .banner>p{color:var(--ink)}.banner .fine{color:var(--soft);font-size:13px;margin-top:6px}
    .b-pass{border-color:var(--healthy)}.b-fail{border-color:var(--risk)}.b-open{border-color:var(--watch)}\
    .b-none{border-color:var(--unknown)}
    .b-pass h2,.g-pass .state{color:var(--healthy)}.b-fail h2,.g-fail .state{color:var(--risk)}\
    .b-open h2,.g-open .state{color:var(--watch)}.b-none h2{color:var(--unknown)}
    .gates{margin-top:12px;font-size:15px}.gates .num{padding-right:24px}.gates .state{white-space:nowrap;font-weight:600}
    .cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,200px),1fr));gap:12px}
    .cards li{padding:12px 14px;background:var(--card);border:1px solid var(--line);border-radius:10px}
    .cards h3{font-size:14px;font-weight:600;color:var(--soft)}
    .cards b{display:block;font:600 30px/1.2 Charter,"Iowan Old Style",Georgia,"Liberation Serif",serif}
    .cards b small{font:400 14px/1 system-ui,"Liberation Sans",Arial,sans-serif;color:var(--soft)}
    .cards span{display:block;font-size:14px;color:var(--soft)}.cards .delta{color:var(--ink);margin-top:4px}
    .two{display:grid;grid-template-columns:minmax(0,1.15fr) minmax(0,1fr);gap:0 44px;align-items:start}
    .three{display:grid;grid-template-columns:repeat(3,minmax(0,1fr));gap:0 36px;align-items:start}
    .prov{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,420px),1fr));gap:16px 44px}
    .prov dl>div{display:grid;grid-template-columns:190px minmax(0,1fr);gap:2px 16px;padding:5px 0;\
    border-top:1px solid var(--hair);font-size:14px}
    .prov dt{color:var(--soft)}

    """

  private static let charts: HTML = """
    figcaption{margin-top:8px;font-size:14px;color:var(--soft)}
    .chart svg{display:block;width:100%;max-width:520px;height:auto}
    .chart path{fill:none}
    .t{font-size:11.5px;fill:var(--soft);font-family:system-ui,"Liberation Sans",Arial,sans-serif}.t.b{font-weight:600}.t.s{font-size:10px}
    .t.n{fill:var(--ink);font-weight:600;font-size:11px}.t.n.on{fill:var(--on-run)}
    .grid{stroke:var(--hair);stroke-width:1}.chart .ideal{stroke:var(--soft);stroke-dasharray:2 4}
    .chart .line{stroke-width:2;stroke-linejoin:round}.line.b,.err{stroke:var(--run)}.line.a{stroke:var(--other);\
    stroke-dasharray:5 3}
    .err{stroke-width:1.25;opacity:.75}.full{fill:var(--run)}.other{fill:var(--card);stroke:var(--other);stroke-width:1.5}
    .open{fill:var(--card);stroke:var(--other);stroke-width:1.5}.bin{fill:var(--r4)}
    .key{white-space:nowrap;color:var(--ink);margin-right:6px}.key i{display:inline-block;width:20px;height:0;border-top:3px solid \
    var(--run);vertical-align:4px;margin-right:5px}.key .k-a{border-top:2px dashed var(--other)}
    .data{margin-top:6px}.data summary{font-size:14px;color:var(--link);cursor:pointer;width:fit-content}
    .data .wide{margin-top:6px}
    .mark{display:block;width:100%;height:20px;overflow:visible}
    .mark path{fill:none;vector-effect:non-scaling-stroke}
    .mark .ref{stroke:var(--soft);stroke-width:1;stroke-dasharray:2 3}.mark .iv{stroke:var(--run);stroke-width:2.5}
    .mark .dot{stroke:var(--run);stroke-width:10;stroke-linecap:round}
    .mark.down .iv,.mark.down .dot{stroke:var(--risk)}.mark.up .iv,.mark.up .dot{stroke:var(--healthy)}
    .ticks{position:relative;height:18px;border-top:1px solid var(--soft)}
    .ticks span{position:absolute;transform:translateX(-50%);font-size:12px;color:var(--soft);white-space:nowrap}
    .ends{display:flex;justify-content:space-between;white-space:nowrap}.ends span:first-child::before{content:"← "}\
    .ends span:last-child::after{content:" →"}

    """

  private static let tables: HTML = """
    th,td{padding:5px 8px 5px 0;vertical-align:top}thead th{font-size:13px;color:var(--soft)}
    tbody th,tbody td{border-top:1px solid var(--hair)}tbody th{font-weight:500}
    td small,th small{display:block;color:var(--soft);line-height:1.3}
    .forest table{table-layout:fixed}.forest thead th:nth-child(1){width:24%}.forest thead th:nth-child(2){width:13%}
    .forest thead th:nth-child(3){width:23%}.forest td,.forest th{vertical-align:middle}.forest .num{padding-right:14px}
    .forest tbody td:last-child{padding:0}.forest .mark{height:46px}
    .forest td small{white-space:nowrap}#hard-chart thead th:nth-child(2){width:17%}
    .forest .g{padding-top:12px;font-size:13px;color:var(--soft);font-weight:600;border:0}
    .forest tfoot td{padding-top:2px}.forest .inj th{font-weight:700}
    .forest tbody:first-of-type tr:first-child>*{border-top-color:var(--line)}
    .confusion table{border-collapse:separate;border-spacing:3px;table-layout:fixed}
    .confusion tbody td{padding:10px 4px;text-align:center;border:0;border-radius:6px}.confusion tbody th{border:0}
    .confusion thead th{text-align:center}.confusion thead th:first-child{text-align:left}
    .confusion tbody th,.confusion tbody .num{vertical-align:middle}
    .confusion td b{font-size:19px;font-weight:600}.confusion td small{color:var(--ink)}
    .hr1{background:var(--r1)}.hr2{background:var(--r2)}.hr3{background:var(--r3)}.hr4{background:var(--r4)}.hr5{background:var(--r5)}
    .hw1{background:var(--w1)}.hw2{background:var(--w2)}.hw3{background:var(--w3)}.hw4{background:var(--w4)}.hw5{background:var(--w5)}
    .hr0,.hw0{background:var(--card)}
    .wide{overflow-x:auto;max-width:100%}
    .nums{width:auto;font-size:14px}.nums td,.nums th{padding-right:14px;white-space:nowrap}
    .items table{min-width:760px;font-size:14px}.items .text{width:44%}.items .parts{color:var(--soft);width:15%}
    .items tbody th{white-space:nowrap}.items td{overflow-wrap:break-word}.items .text,.items .parts{overflow-wrap:anywhere}.items summary{cursor:pointer}.items details p{margin-top:6px}
    .items tr[data-k=lost] .k{color:var(--risk);font-weight:600}.items tr[data-k=won] .k{color:var(--healthy);font-weight:600}
    thead button{font:inherit;color:inherit;background:none;border:0;padding:4px 0;cursor:pointer;text-align:left}
    thead button::after{content:" ↕"}[aria-sort=ascending] button::after{content:" ↑"}[aria-sort=descending] button::after{\
    content:" ↓"}
    .filter{display:flex;flex-wrap:wrap;gap:8px 18px;align-items:end;margin:0 0 10px;font-size:14px}.filter[hidden],tr[hidden]{\
    display:none}
    .filter label{display:grid;gap:2px;color:var(--soft)}.filter output{padding:8px 0;color:var(--soft)}
    .filter input,.filter select{font:inherit;color:var(--ink);background:var(--card);border:1px solid var(--soft);\
    border-radius:6px;padding:6px 8px;min-height:36px;max-width:100%}

    """

  private static let narrow: HTML = """
    @media (max-width:980px){.two,.three{grid-template-columns:minmax(0,1fr)}}
    @media (max-width:560px){header,main,body>footer{padding-left:14px;padding-right:14px}header{padding-top:22px}\
    .banner{padding:14px}.gates{min-width:560px}.cards{grid-template-columns:repeat(2,minmax(0,1fr));gap:8px}.cards li{padding:10px}\
    .cards b{font-size:24px}.prov dl>div{grid-template-columns:minmax(0,1fr)}.forest table{font-size:14px}.forest thead th:nth-child(1){width:27%}\
    .forest thead th:nth-child(2){width:17%}.forest thead th:nth-child(3){width:30%}\
    #hard-chart thead th:nth-child(1){width:25%}#hard-chart thead th:nth-child(2){width:22%}\
    .ends span::before,.ends span::after{content:none!important}.ends{gap:6px;font-size:11px}.forest thead th:last-child{padding-right:0}\
    .ticks span:nth-child(even){display:none}\
    .forest .num{padding-right:8px}.confusion table{border-spacing:2px}.confusion thead th,.confusion tbody th{font-size:11px;\
    padding-left:0;padding-right:0}.confusion thead th:last-child{width:34px}.confusion .num{padding-right:0}.confusion td b{font-size:16px}\
    .confusion td small{font-size:12px}}
    @media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}

    """

  private static let paper: HTML = """
    @media print{:root{color-scheme:light}body{font-size:12px;background:none}header{padding-top:0}section{margin-top:20px}\
    .skip,.filter,.data{display:none}.wide{overflow:visible}.items table{min-width:0}figure,.cards li,.banner,.items tr,dl>div{\
    break-inside:avoid}h2,h3{break-after:avoid}.three{grid-template-columns:repeat(3,minmax(0,1fr))}.two{\
    grid-template-columns:minmax(0,1.15fr) minmax(0,1fr)}*{print-color-adjust:exact}thead button::after{content:""}}
    """
}
