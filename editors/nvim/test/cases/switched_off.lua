-- With `enabled = false` nothing starts by itself.
return {
  init = function()
    require('candor').setup({ enabled = false })
  end,
  run = function(t)
    local bufnr = t.open(t.project('p', { ['a.md'] = 'I am deeply sorry.\n' }) .. '/a.md')
    t.pause(300)
    t.eq(t.clients(), {}, 'servers')
    require('candor').setup()
    t.attached(bufnr)
    t.eq(#t.clients(), 1, 'servers after setup()')

    require('candor').setup({ enabled = false })
    t.wait(function()
      return #t.clients() == 0
    end, 'the server is stopped again')
    t.open(t.home .. '/p/b.md')
    t.pause(300)
    t.eq(t.clients(), {}, 'servers for another draft')
    t.eq(t.messages, {}, 'messages')
  end,
}
