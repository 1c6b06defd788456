-- `enabled` decides which files are drafts, and other file types can be added.
return {
  init = function()
    require('candor').setup({
      filetypes = { 'markdown', 'asciidoc' },
      enabled = function(_, path)
        return path:match('/drafts/') ~= nil
      end,
    })
  end,
  run = function(t)
    local text = 'I am deeply sorry for this stain on my record.\n'
    local folder = t.project('p', { ['drafts/a.md'] = text, ['drafts/a.txt'] = text, ['notes/a.md'] = text })
    t.attached(t.open(folder .. '/drafts/a.md'))
    for _, name in ipairs({ 'drafts/a.txt', 'notes/a.md' }) do
      local bufnr = t.open(folder .. '/' .. name)
      t.pause(100)
      t.eq(t.clients(bufnr), {}, name)
    end
    vim.bo.filetype = 'asciidoc'
    t.pause(100)
    t.eq(t.clients(0), {}, 'the file type fits, the folder does not')
  end,
}
