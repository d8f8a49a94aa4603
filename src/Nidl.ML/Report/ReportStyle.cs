namespace Nidl.ML;

/// <summary>How a report looks: one style sheet for screens light and dark.</summary>
internal static class ReportStyle
{
    public const string Css = """
        :root { color-scheme: light dark; --back: #f6f7f9; --card: #ffffff; --text: #1c2430; --soft: #5c6675; --line: #e3e6eb; --axis: #9aa3b0; --chip: #eef1f6; }
        @media (prefers-color-scheme: dark) {
          :root { --back: #12161c; --card: #1b2129; --text: #e4e9f0; --soft: #9aa6b5; --line: #2c343f; --axis: #5d6977; --chip: #262e39; }
        }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--back); color: var(--text); font: 15px/1.5 system-ui, "Segoe UI", Roboto, Helvetica, Arial, sans-serif; }
        main { max-width: 1120px; margin: 0 auto; padding: 28px 20px 48px; }
        h1 { font-size: 27px; line-height: 1.2; margin: 0 0 10px; letter-spacing: -0.01em; }
        h2 { font-size: 16px; margin: 0 0 4px; }
        p { margin: 0 0 10px; color: var(--soft); font-size: 13.5px; }
        .chips { display: flex; flex-wrap: wrap; gap: 8px; margin-bottom: 20px; }
        .chips span { background: var(--chip); border-radius: 99px; padding: 3px 12px; font-size: 13px; }
        .chips b { font-weight: 600; }
        .grid { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 16px; }
        section { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 16px 18px; }
        .wide { grid-column: 1 / -1; }
        @media (max-width: 760px) { section { grid-column: 1 / -1; } }
        svg { display: block; width: 100%; height: auto; }
        svg text.label { fill: var(--soft); font: 12px system-ui, sans-serif; }
        svg .grid { stroke: var(--line); stroke-width: 1; }
        svg .axis { stroke: var(--axis); stroke-width: 1; }
        svg .curve { fill: none; stroke-width: 2.2; stroke-linejoin: round; stroke-linecap: round; }
        svg .whisker { stroke: var(--text); stroke-width: 1.4; opacity: 0.7; }
        svg circle { fill-opacity: 0.8; }
        .map { max-width: 860px; margin: 0 auto; }
        .legend { display: flex; flex-wrap: wrap; gap: 4px 14px; align-items: center; font-size: 13px; margin: 4px 0 10px; }
        .legend span { display: inline-flex; align-items: center; gap: 6px; }
        .legend i { width: 11px; height: 11px; border-radius: 3px; display: inline-block; }
        .legend i.scale { width: 180px; }
        .scroll { overflow-x: auto; }
        table { border-collapse: collapse; font-size: 13.5px; }
        table.views { margin: 0 auto; }
        table.views th { color: var(--soft); font-weight: 500; font-size: 12.5px; padding: 0 6px 6px; }
        table.views td { padding: 4px 6px; }
        table.views .first { padding-left: 24px; }
        table.views img { display: block; width: 112px; height: auto; border-radius: 6px; image-rendering: pixelated; background: #000; }
        table.views svg { width: 190px; }
        table.facts { width: 100%; }
        table.facts th { text-align: left; color: var(--soft); font-weight: 500; padding: 4px 16px 4px 0; white-space: nowrap; vertical-align: top; width: 1%; }
        table.facts td { padding: 4px 0; overflow-wrap: anywhere; }
        table.facts tr + tr > * { border-top: 1px solid var(--line); }
        pre { margin: 8px 0 0; font: 12.5px/1.5 ui-monospace, Menlo, Consolas, monospace; overflow-x: auto; }
        summary { cursor: pointer; font-weight: 600; }
        """;
}
