-- Two projects, each with its own candor.toml, are open at once: each draft is checked as its own project has it, each project has one server.
return {
  run = function(t)
    local text = 'I am deeply sorry for this stain on my record. I am a hard-working and dedicated team player.\n'
    local one = t.project(
      'one',
      { ['candor.toml'] = 'kind = "hobby"\nselect = ["apologetic-tone"]\n', ['a.md'] = text, ['sub/b.txt'] = text }
    )
    local two = t.project(
      'two',
      { ['candor.toml'] = 'kind = "award"\n[severity]\nunsupported-claim = "error"\n', ['a.md'] = text }
    )
    local three = t.project('three', { ['a.md'] = text })
    local buffers = {}
    for _, path in ipairs({ one .. '/a.md', two .. '/a.md', one .. '/sub/b.txt', three .. '/a.md' }) do
      local bufnr = t.open(path)
      t.wait_for_same(bufnr, t.checked_now(bufnr))
      table.insert(buffers, bufnr)
    end
    -- Those that were opened first have stayed as they were.
    for _, bufnr in ipairs(buffers) do
      t.wait_for_same(bufnr, t.checked_now(bufnr))
    end
    t.eq(t.marked(buffers[1]), { 'apologetic-tone: stain on my record' })
    t.ok(#t.findings(buffers[2]) > 1, 'the second project has its own settings')

    local roots = {}
    for _, client in ipairs(t.clients()) do
      table.insert(roots, client.config.root_dir)
    end
    table.sort(roots)
    t.eq(roots, { one, three, two }, 'a server for each project')
  end,
}
