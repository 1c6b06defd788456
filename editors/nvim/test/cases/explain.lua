-- :CandorExplain shows the page of the finding under the cursor, or of a lint that is named, in each kind of window.
return {
  run = function(t)
    local text =
      '---\nkind: personal-statement\n---\nI failed Step 1. My school never prepared us for questions of this kind. I am a hard-working and dedicated team player.\n\nI carve spoons.\n'
    local bufnr = t.open(t.project('p', { ['a.md'] = text }) .. '/a.md')
    t.wait_for_same(bufnr, t.checked_now(bufnr))

    local function explained(lint)
      t.wait(function()
        local page, window = t.page()
        return page and page:find(lint, 1, true) and window == vim.api.nvim_get_current_win(), page
      end, 'the page of ' .. lint .. ' is shown, with the cursor in it')
    end

    for _, where in ipairs({ 'float', 'split', 'vsplit', 'tab' }) do
      require('candor').setup({ window = where })
      t.cursor_on('prepared')
      vim.cmd('CandorExplain')
      explained('blame')
      local _, window = t.page()
      t.eq(vim.api.nvim_win_get_config(window).relative ~= '', where == 'float', where .. ' floats')
      t.eq(vim.bo.modifiable, false, 'the page can be changed')
      t.eq(t.clients(0), {}, 'the page itself is no draft')
      t.type('q')
      t.eq(t.page(), nil, 'the page is closed by q')
      t.eq(vim.api.nvim_get_current_buf(), bufnr, 'the draft is there again')
    end

    t.cursor_on('hard-working')
    vim.cmd('CandorExplain')
    explained('unsupported-claim')
    t.type('q')
    vim.cmd('CandorExplain length')
    explained('length')
    t.type('q')
    t.contains(table.concat(vim.fn.getcompletion('CandorExplain ', 'cmdline'), ' '), 'blame')
    t.eq(vim.fn.getcompletion('CandorExplain bl', 'cmdline'), { 'blame' }, 'completion')

    t.messages = {}
    vim.cmd('CandorExplain no-such-lint')
    t.wait(function()
      return #t.messages > 0
    end, 'a message says that there is no such lint')
    t.contains(t.messages[1].text, 'no-such-lint')
    t.eq(t.page(), nil, 'no page')

    t.messages = {}
    vim.api.nvim_win_set_cursor(0, { 1, 0 })
    vim.cmd('CandorExplain')
    t.ok(t.was_told('there is no finding under the cursor'), 'a message says what is missing')
    t.messages = {}
    vim.cmd('enew')
    vim.cmd('CandorExplain')
    t.ok(t.was_told('no server checks this buffer'), 'a message says what is missing')
  end,
}
