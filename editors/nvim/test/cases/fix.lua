-- A certain fix is applied, its finding goes, and undoing brings both back.
return {
  run = function(t)
    local text =
      '---\nkind: hobby\n---\nI carve spoons with Ada, my neighbour, on Sundays.\n\n<!-- candor: allow(blame) -->\n😀 We sell them at the market of Port Ember.\n'
    local bufnr = t.open(t.project('p', { ['a.md'] = text }) .. '/a.md')
    local function has(lint)
      return function()
        local marked = t.marked(bufnr)
        for _, mark in ipairs(marked) do
          if vim.startswith(mark, lint .. ':') then
            return true
          end
        end
        return false, vim.inspect(marked)
      end
    end
    local function has_not(lint)
      return function()
        local found = has(lint)()
        return not found, vim.inspect(t.marked(bufnr))
      end
    end
    t.wait(has('unused-allow'), 'the comment that silences nothing is found')
    t.wait_for_same(bufnr, t.checked_now(bufnr))
    local before = t.lines(bufnr)

    t.cursor_on('blame')
    t.code_action('Take out the silencing of `blame`')
    t.wait(has_not('unused-allow'), 'the finding is gone')
    t.ok(not table.concat(t.lines(bufnr), '\n'):find('allow', 1, true), 'the comment is gone')
    t.contains(table.concat(t.lines(bufnr), '\n'), '😀 We sell them at the market of Port Ember.')
    t.wait_for_same(bufnr, t.checked_now(bufnr))
    t.type('u')
    t.eq(t.lines(bufnr), before, 'undone')
    t.wait(has('unused-allow'), 'the finding is back')

    -- A kind that is misspelt, in front matter.
    local other = t.open(t.project('q', { ['b.md'] = '---\nkind: hoby\n---\nI carve spoons.\n' }) .. '/b.md')
    local function complaint()
      for _, d in ipairs(vim.diagnostic.get(other)) do
        if d.message:find('hoby', 1, true) then
          return d.message
        end
      end
    end
    t.wait(complaint, 'the kind is complained of')
    t.cursor_on('hoby')
    t.code_action('Write hobby')
    t.wait(function()
      return not complaint(), complaint()
    end, 'the complaint is gone')
    t.eq(t.lines(other)[2], 'kind: hobby', 'the line')
    t.wait_for_same(other, t.checked_now(other))
    t.type('u')
    t.eq(t.lines(other)[2], 'kind: hoby', 'undone')
    t.wait(complaint, 'the complaint is back')
  end,
}
