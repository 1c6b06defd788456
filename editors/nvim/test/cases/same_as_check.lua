-- Neovim shows for every draft of the fixtures exactly what `candor check` says: lint, place, severity, message.
return {
  run = function(t)
    local paths = {}
    for _, path in ipairs(vim.fn.globpath(t.repository .. '/fixtures/drafts', '*.*', true, true)) do
      table.insert(paths, (path:gsub('.*/', '')))
    end
    t.ok(#paths >= 20, 'there are drafts in fixtures/drafts')
    local files = { ['statement.md'] = t.read(t.repository .. '/fixtures/statement.md') }
    for _, name in ipairs(paths) do
      files[name] = t.read(t.repository .. '/fixtures/drafts/' .. name)
    end
    table.insert(paths, 'statement.md')
    local folder = t.project('drafts', files)

    local expected = t.checked(paths, folder)
    local count = 0
    for _, name in ipairs(paths) do
      local bufnr = t.open(folder .. '/' .. name)
      t.wait_for_same(bufnr, expected[name], name)
      count = count + #expected[name]
    end
    t.ok(count >= 40, 'the drafts have findings')
    t.eq(#t.clients(), 1, 'one server for one project')
  end,
}
