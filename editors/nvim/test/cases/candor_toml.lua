-- candor.toml is checked and completed itself.
return {
  run = function(t)
    local folder = t.project('p', { ['candor.toml'] = 'specialty = "neurolgy"\nignore = ["lenght"]\n' })
    local bufnr = t.open(folder .. '/candor.toml')
    t.attached(bufnr)
    t.wait(function()
      local messages = {}
      for _, d in ipairs(vim.diagnostic.get(bufnr)) do
        table.insert(messages, d.lnum .. ' ' .. d.message)
      end
      local text = table.concat(messages, '\n')
      return text:find("there is no specialty 'neurolgy'", 1, true) and text:find("there is no lint 'lenght'", 1, true),
        text
    end, 'both misspelt names are found')

    vim.api.nvim_buf_set_lines(bufnr, 0, -1, false, { 'specialty = "neurology"', 'ignore = [""]' })
    t.wait(function()
      return #vim.diagnostic.get(bufnr) <= 1
    end, 'the specialty is right now')
    vim.api.nvim_win_set_cursor(0, { 2, 11 })
    local params = vim.lsp.util.make_position_params(0, 'utf-16')
    local result = t.ask(bufnr, 'textDocument/completion', params)
    local labels = {}
    for _, item in ipairs(result.items or result) do
      table.insert(labels, item.label)
    end
    t.ok(
      vim.tbl_contains(labels, 'length') and vim.tbl_contains(labels, 'blame'),
      'lints are offered: ' .. vim.inspect(labels)
    )
  end,
}
