-- A draft that is closed takes its findings and its structure along; opened again, it has them again.
return {
  run = function(t)
    local folder = t.project('p', {
      ['a.md'] = '---\nkind: hobby\n---\nI am deeply sorry for this stain on my record.\n',
      ['b.md'] = '---\nkind: hobby\n---\nI carve spoons.\n',
    })
    local bufnr = t.open(folder .. '/a.md')
    local expected = t.checked_now(bufnr)
    t.wait_for_same(bufnr, expected)
    t.wait(function()
      return require('candor').status(bufnr) ~= ''
    end, 'the structure is known')
    local other = t.open(folder .. '/b.md')
    local others = t.checked_now(other)
    t.wait_for_same(other, others)

    vim.cmd('bdelete ' .. bufnr)
    t.wait(function()
      return #vim.diagnostic.get() == #others, vim.inspect(vim.diagnostic.get())
    end, 'the findings are gone')
    t.eq(require('candor').status(bufnr), '', 'the structure')
    t.eq(#t.clients(), 1, 'servers')
    t.pause(200)
    t.eq(#vim.diagnostic.get(), #others, 'findings a little later')

    t.wait_for_same(t.open(folder .. '/a.md'), expected)
    vim.cmd('bwipeout!')
    t.wait(function()
      return #vim.diagnostic.get() == #others, vim.inspect(vim.diagnostic.get())
    end, 'the findings are gone again')
  end,
}
