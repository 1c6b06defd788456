-- Without setup() a draft that is opened with the editor is checked; files that are no drafts are not.
return {
  early = function(t)
    t.draft = t.open(
      t.project('drafts', { ['a.md'] = '---\nkind: hobby\n---\nI am deeply sorry for this stain on my record.\n' })
        .. '/a.md'
    )
  end,
  run = function(t)
    t.wait_for_same(t.draft, t.checked_now(t.draft))
    t.ok(#t.findings(t.draft) > 0, 'the draft has findings')
    t.eq(t.messages, {}, 'messages')

    local folder = t.project(
      'others',
      { ['README.md'] = 'I am deeply sorry.\n', ['a.css'] = '/* sorry */', ['other.toml'] = 'a = 1\n' }
    )
    for _, name in ipairs({ 'README.md', 'a.css', 'other.toml' }) do
      local bufnr = t.open(folder .. '/' .. name)
      t.pause(100)
      t.eq(t.clients(bufnr), {}, name)
    end
    vim.cmd('new')
    vim.bo.filetype = 'markdown'
    t.pause(100)
    t.eq(t.clients(0), {}, 'a buffer without a name')
    vim.cmd('silent write ' .. t.home .. '/drafts/named.txt')
    t.attached(0)
    t.eq(#t.clients(), 1, 'one server for one project')
  end,
}
