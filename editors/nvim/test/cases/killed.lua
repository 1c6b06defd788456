-- A server that is killed comes back by itself, three times; then candor says so, and :CandorRestart brings it back.
return {
  init = function(t)
    require('candor').setup({ cmd = t.server_with_pid() })
  end,
  run = function(t)
    local folder =
      t.project('p', { ['a.md'] = '---\nkind: hobby\n---\nI carve spoons.\n', ['b.txt'] = 'I carve spoons.\n' })
    local other = t.open(folder .. '/b.txt')
    local bufnr = t.open(folder .. '/a.md')
    t.attached(bufnr)
    vim.api.nvim_buf_set_lines(bufnr, 3, -1, false, { 'I am deeply sorry for this stain on my record.' })
    local expected, expected_other = t.checked_now(bufnr), t.checked_now(other)
    t.ok(#expected > 0 and #expected_other > 0, 'both drafts have findings')

    local function back()
      t.wait_for_same(bufnr, expected)
      t.wait_for_same(other, expected_other)
    end
    back()

    local pids = {}
    for round = 1, 3 do
      local pid = t.pid()
      pids[pid] = true
      t.kill()
      t.wait(function()
        return not pids[t.pid()]
      end, 'the server has come back, round ' .. round)
      back()
      t.ok(t.was_told('the server stopped (signal 9) and is started again'), 'a message says so')
    end

    t.messages = {}
    t.kill()
    t.wait(function()
      return t.was_told('the server stopped more than 3 times in 3 minutes (signal 9) and stays off')
    end, 'a message says that it stays off')
    t.pause(300)
    t.eq(t.clients(), {}, 'servers')
    t.eq(t.findings(bufnr), {}, 'no findings of a server that is gone')

    -- What is typed while no server runs is known to the next one, and so is what is typed then.
    local last = t.pid()
    local function type_line(words)
      vim.api.nvim_buf_set_lines(bufnr, -1, -1, false, { words })
      expected = t.checked_now(bufnr)
    end
    type_line('I am a hard-working and dedicated team player.')
    vim.cmd('CandorRestart')
    back()
    type_line('Please overlook it.')
    back()
    t.ok(t.pid() ~= last, 'a new server runs')
    t.eq(#t.clients(), 1, 'servers')

    -- And once more while it runs.
    last = t.pid()
    vim.cmd('CandorRestart')
    t.wait(function()
      return t.pid() ~= last and #t.clients() == 1
    end, 'another server runs')
    back()
    type_line('I am deeply sorry.')
    back()
    t.eq(t.lines(bufnr)[4], 'I am deeply sorry for this stain on my record.', 'what was typed')
    t.ok(vim.bo[bufnr].modified, 'it was not saved')
  end,
}
