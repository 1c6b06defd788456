-- What `vim.lsp.enable('candor')` of Neovim 0.11 reads. `vim.lsp.config('candor', { … })` goes over it, as always.

local config = require('candor.client').config()

config.filetypes = require('candor.project').filetypes()

-- A function, since 'filetypes' lets in every TOML file, and only candor.toml is meant.
config.root_dir = function(bufnr, on_dir)
  local project = require('candor.project')
  local root = project.has(bufnr) and project.root(bufnr)
  if root and require('candor.client').may_start(root) then
    on_dir(root)
  end
end

return config
