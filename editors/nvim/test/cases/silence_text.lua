-- Plain text cannot hold a comment; there a finding is silenced in candor.toml, and that holds before the file is saved.
return {
  run = function(t)
    local text = 'I failed Step 1.\n\n😀 My school never prepared us for questions of this kind.\n'
    local folder = t.project('p', { ['candor.toml'] = 'kind = "interview-answer"\n', ['a.txt'] = text })
    local bufnr = t.open(folder .. '/a.txt')
    t.wait_for_same(bufnr, t.checked_now(bufnr))
    local function blames()
      return #vim.tbl_filter(function(mark)
        return vim.startswith(mark, 'blame:')
      end, t.marked(bufnr))
    end
    t.eq(blames(), 1, 'findings of blame')
    t.cursor_on('prepared')
    local offered = table.concat(t.code_action(), '\n')
    t.contains(offered, 'Silence `blame` in this draft')
    t.code_action('Silence `blame` here')
    t.wait(function()
      return blames() == 0, vim.inspect(t.marked(bufnr))
    end, 'the finding is gone')
    t.eq(t.text(bufnr), text, 'the draft itself')
    local config = vim.fn.bufnr(folder .. '/candor.toml')
    t.ok(config > 0, 'candor.toml is open')
    t.contains(table.concat(t.lines(config), '\n'), 'blame')
    t.eq(t.read(folder .. '/candor.toml'), 'kind = "interview-answer"\n', 'candor.toml is not saved yet')
    vim.cmd('silent wall')
    t.pause(200)
    t.wait_for_same(bufnr, t.checked_now(bufnr))
    t.eq(blames(), 0, 'findings of blame after saving')
  end,
}
