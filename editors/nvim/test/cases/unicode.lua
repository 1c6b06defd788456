-- Places are right on lines with characters that take one, two, three and four bytes, one and two UTF-16 units, and none of their own width.
return {
  run = function(t)
    local e_acute = 'e\204\129' -- e and a combining acute accent
    local family = '👩‍👩‍👦' -- three emoji, joined
    local draft = table.concat({
      '---',
      'kind: personal-statement',
      '---',
      '😀😀 I failed Step 1 the first time. '
        .. family
        .. ' Ren'
        .. e_acute
        .. ' wrote: 漢字. My school never prepared us for questions of this kind. 😀 Please overlook it.',
      '',
      'Zo' .. e_acute .. ' 🏥 and I am a hard-working and dedicated team player 🏥 since caf' .. e_acute .. '.',
      '',
    }, '\n')
    local folder = t.project(
      'Ünï cödé 100% #1',
      { ['lf.md'] = draft, ['crlf.md'] = (draft:gsub('\n', '\r\n')), ['plain.txt'] = draft }
    )
    local expected = t.checked({ 'lf.md', 'crlf.md', 'plain.txt' }, folder)
    for _, name in ipairs({ 'lf.md', 'crlf.md', 'plain.txt' }) do
      local bufnr = t.open(folder .. '/' .. name)
      t.ok(#expected[name] >= 3, 'the draft has findings')
      t.wait_for_same(bufnr, expected[name], name)
      local marked = table.concat(t.marked(bufnr), '\n')
      t.contains(marked, 'blame: My school never prepared us\n')
    end
  end,
}
