-- Settings reach the server, change while it runs, and an unsaved buffer survives that.
return {
  init = function()
    require('candor').setup({ settings = { candor = { kind = 'hobby', ignore = { 'apologetic-tone' } } } })
  end,
  run = function(t)
    local folder = t.project(
      'p',
      { ['a.md'] = 'I carve spoons.\n', ['other.toml'] = 'kind = "hobby"\nselect = ["unsupported-claim"]\n' }
    )
    local bufnr = t.open(folder .. '/a.md')
    local text = 'I am deeply sorry for this stain on my record. I am a hard-working and dedicated team player.'
    t.attached(bufnr)
    vim.api.nvim_buf_set_lines(bufnr, 0, -1, false, { text })
    local claim, apology =
      'unsupported-claim: I am a hard-working and dedicated team player', 'apologetic-tone: stain on my record'
    local function has(list)
      t.wait(function()
        local marked = t.marked(bufnr)
        local lints = vim.tbl_filter(function(mark)
          return mark == claim or mark == apology
        end, marked)
        table.sort(lints)
        return vim.deep_equal(lints, list), vim.inspect(marked)
      end, 'the findings are ' .. table.concat(list, ' and '))
    end

    has({ claim })
    require('candor').setup({ settings = { candor = { kind = 'hobby', select = { 'apologetic-tone' } } } })
    has({ apology })
    require('candor').setup({ settings = { candor = { kind = 'hobby' } } })
    has({ apology, claim })
    require('candor').setup({ settings = { candor = { config = folder .. '/other.toml' } } })
    has({ claim })
    require('candor').setup()
    has({ apology, claim })

    -- What the server cannot use it says, and goes on with the rest.
    require('candor').setup({ settings = { candor = { kind = 'hoby', select = { 'unsupported-claim' } } } })
    has({ claim })
    t.wait(function()
      local shown = t.execute('messages')
      return shown:find("there is no kind 'hoby'", 1, true) or t.was_told("there is no kind 'hoby'"), shown
    end, 'a message names the kind that does not exist')

    t.eq(#t.clients(), 1, 'servers: the same one all the time')
    t.eq(t.lines(bufnr), { text }, 'what was typed')
    t.ok(vim.bo[bufnr].modified, 'it was not saved')
    t.eq(t.read(folder .. '/a.md'), 'I carve spoons.\n', 'the file')
  end,
}
